import { afterAll, expect, vi } from 'vitest'

/** Tells the processes that a test starts which test file they belong to. */
process.env.TEST_FILE = expect.getState().testPath

/** The next file of this process finds the clock and the globals as they were. */
afterAll(() => {
  vi.useRealTimers()
  vi.unstubAllGlobals()
})
