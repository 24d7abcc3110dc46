import { rmSync } from 'node:fs'
import { setTimeout as pause } from 'node:timers/promises'
import { tryLock } from './file-lock.mjs'

const TIMEOUT_MS = 60_000
const POLL_MS = 15

/**
 * Runs `work` while no other process on this machine holds the lock. The lock of a process that died is taken.
 * @throws {Error} when a living process holds it for a minute
 */
export async function withFileLock<T>(file: string, work: () => Promise<T>): Promise<T> {
  const deadline = performance.now() + TIMEOUT_MS
  while (!tryLock(file, 2 * TIMEOUT_MS)) {
    if (performance.now() > deadline) throw new Error(`Another process has held ${file} for a minute`)
    await pause(POLL_MS)
  }
  try {
    return await work()
  } finally {
    rmSync(file, { force: true })
  }
}
