import { linkSync, readFileSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { setTimeout as pause } from 'node:timers/promises'
import { isAlive } from './lease.ts'

const PATIENCE_MS = 60_000

/**
 * Runs `work` while no other process on this machine runs its own under the same lock file: two starts
 * at once must not bring up two servers on the same files. The lock of a process that died is taken over.
 * @throws {Error} when a living process keeps it for a minute.
 */
export async function withFileLock<T>(file: string, work: () => Promise<T>): Promise<T> {
  const deadline = performance.now() + PATIENCE_MS
  while (!acquire(file)) {
    if (performance.now() > deadline) throw new Error(`Another process has kept ${file} for a minute`)
    await pause(20)
  }
  try {
    return await work()
  } finally {
    rmSync(file, { force: true })
  }
}

/** A link to a file that is complete already: nobody ever sees a lock without its holder. */
function acquire(file: string): boolean {
  const own = `${file}.${process.pid}`
  writeFileSync(own, String(process.pid))
  try {
    linkSync(own, file)
    return true
  } catch (error) {
    if (!(error instanceof Error && 'code' in error && error.code === 'EEXIST')) throw error
    clearIfDead(file)
    return false
  } finally {
    rmSync(own, { force: true })
  }
}

/** Only one of several can rename a dead process's lock, and nobody can mistake a fresh one for it. */
function clearIfDead(file: string): void {
  const aside = `${file}.dead.${process.pid}`
  try {
    const holder = readFileSync(file, 'utf8')
    if (isAlive(Number(holder)) && Date.now() - statSync(file).mtimeMs < 2 * PATIENCE_MS) return
    renameSync(file, aside)
    if (readFileSync(aside, 'utf8') === holder) rmSync(aside)
    else renameSync(aside, file)
  } catch {
    // It was given up meanwhile: the next attempt will tell.
  }
}
