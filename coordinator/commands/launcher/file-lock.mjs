import { existsSync, linkSync, readFileSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs'

// A lock between processes of one machine: a file with the id of the process that holds it. Written for Node alone,
// for install-modules.mjs takes one before anything is installed.

/**
 * Takes the lock, also from a process that died. Remove the file to give it up.
 * @param {string} file
 * @param {number} maxAgeMs a lock older than this is taken too: after a reboot its process id may be another's
 * @returns {boolean} false when another process holds it
 */
export function tryLock(file, maxAgeMs) {
  const own = `${file}.${process.pid}`
  writeFileSync(own, String(process.pid))
  try {
    if (existsSync(file) && !isLocked(file, maxAgeMs)) removeDead(file, maxAgeMs)
    // A link to a file that is complete: no process ever sees a lock without its holder.
    linkSync(own, file)
    return true
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'EEXIST') return false
    throw error
  } finally {
    rmSync(own, { force: true })
  }
}

/**
 * @param {string} file
 * @param {number} maxAgeMs
 * @returns {boolean} whether a living process holds the lock
 */
export function isLocked(file, maxAgeMs) {
  try {
    const isFresh = Date.now() - statSync(file).mtimeMs <= maxAgeMs
    return isFresh && isRunning(Number(readFileSync(file, 'utf8')))
  } catch {
    // There is no such file.
    return false
  }
}

/** @param {number} pid */
export function isRunning(pid) {
  try {
    return pid > 0 && process.kill(pid, 0)
  } catch (error) {
    // The process exists and belongs to another user.
    return error instanceof Error && 'code' in error && error.code === 'EPERM'
  }
}

/**
 * Several processes may find the same dead lock. Only one of them can rename it; if what it renamed is a new lock
 * by now, it puts that back.
 * @param {string} file
 * @param {number} maxAgeMs
 */
function removeDead(file, maxAgeMs) {
  const aside = `${file}.dead.${process.pid}`
  try {
    renameSync(file, aside)
    if (isLocked(aside, maxAgeMs)) renameSync(aside, file)
    else rmSync(aside)
  } catch {
    // Another process was faster.
  }
}
