import { expect } from 'vitest'

/** Tells the processes that a test starts which test file they belong to. */
process.env.TEST_FILE = expect.getState().testPath
