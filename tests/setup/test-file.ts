import { expect } from 'vitest'

/** For processes that a test starts, and for whoever looks on: which file they belong to. */
process.env.TEST_FILE = expect.getState().testPath
