import { spawnSync } from 'node:child_process'
import { existsSync, linkSync, readFileSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'

/**
 * @typedef {{ version?: string, optional?: boolean, devOptional?: boolean, dev?: boolean, link?: boolean, peer?: boolean }} Locked
 * @typedef {Record<string, Locked>} Packages
 */

/** npm takes a minute on a slow machine; whoever holds the lock for longer than this is not installing. */
const PATIENCE_MS = 600_000
const LOOK_EVERY_MS = 100

/**
 * Installs the node modules from the lockfile, unless they are there as it wants them. Of several processes
 * at once one installs: npm begins by removing what is there, under the feet of all others.
 * @param {string} root folder of package.json
 * @returns {boolean} false when npm could not install them; npm has said why
 */
export function ensureModules(root) {
  const lock = join(root, '.npm-ci.lock')
  const deadline = performance.now() + PATIENCE_MS
  let waits = false
  // Looked at under the lock of nobody: another process may be half-way through, and npm writes its own lockfile last.
  while (!areCurrent(root) || isHeld(lock)) {
    if (take(lock)) {
      try {
        return areCurrent(root) || install(root)
      } finally {
        rmSync(lock, { force: true })
      }
    }
    if (performance.now() > deadline) {
      process.stderr.write(`Another process has been installing the node modules for too long: see ${lock}\n`)
      return false
    }
    if (!waits) process.stderr.write('Another process installs the node modules: waiting for it...\n')
    waits = true
    Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, LOOK_EVERY_MS)
  }
  return true
}

/** @param {string} root */
function install(root) {
  process.stderr.write('Installing the node modules that package-lock.json names (npm ci)...\n')
  const npm = process.env.npm_execpath
  const args = ['ci', '--no-audit', '--no-fund', '--loglevel=error']
  const [command, commandArgs] = npm?.endsWith('.js') ? [process.execPath, [npm, ...args]] : ['npm', args]
  const result = spawnSync(command, commandArgs, { cwd: root, encoding: 'utf8' })
  if (result.status === 0) return true
  const said = result.error?.message ?? `${result.stdout}${result.stderr}`.trim()
  // What follows is npm's manual of the command.
  const [why] = said.split('\nnpm error\nnpm error Clean install a project')
  process.stderr.write(`The node modules could not be installed: ${why}\n`)
  return false
}

/**
 * Whether we have it now. It holds the process id of who has it; the lock of one that died is taken over.
 * @param {string} lock
 */
function take(lock) {
  const own = `${lock}.${process.pid}`
  writeFileSync(own, String(process.pid))
  try {
    if (existsSync(lock) && !isHeld(lock)) clear(lock)
    // A link to a file that is complete already: nobody ever sees a lock without its holder.
    linkSync(own, lock)
    return true
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'EEXIST') return false
    throw error
  } finally {
    rmSync(own, { force: true })
  }
}

/**
 * Of several that find a dead process's lock one renames it, and only what still is that dead lock is removed.
 * @param {string} lock
 */
function clear(lock) {
  const aside = `${lock}.dead.${process.pid}`
  try {
    renameSync(lock, aside)
    if (isHeld(aside)) renameSync(aside, lock)
    else rmSync(aside)
  } catch {
    // Another was faster.
  }
}

/**
 * @param {string} lock
 * @returns {boolean} whether a living process has it; after a reboot its number may be another's
 */
function isHeld(lock) {
  try {
    const pid = Number(readFileSync(lock, 'utf8'))
    if (!(pid > 0) || Date.now() - statSync(lock).mtimeMs > PATIENCE_MS) return false
    process.kill(pid, 0)
    return true
  } catch (error) {
    // There is such a process, and it is somebody else's.
    return error instanceof Error && 'code' in error && error.code === 'EPERM'
  }
}

/**
 * Compares what is installed with what is locked, package by package: times of files say nothing after
 * a checkout. npm leaves out optional packages of other platforms, and development ones in production.
 * @param {string} root
 */
export function areCurrent(root) {
  const locked = packagesOf(join(root, 'package-lock.json'))
  const installed = packagesOf(join(root, 'node_modules', '.package-lock.json'))
  if (locked === null || installed === null) return false
  const omitsDev = process.env.NODE_ENV === 'production' || /\bdev\b/.test(process.env.npm_config_omit ?? '')
  return Object.entries(locked).every(([path, wanted]) => {
    if (path === '') return true
    const found = installed[path]
    if (found !== undefined) return found.version === wanted.version
    return wanted.optional || wanted.devOptional || (wanted.dev && omitsDev)
  })
}

/**
 * @param {string} file
 * @returns {Packages | null} null when there is no such file
 */
function packagesOf(file) {
  try {
    return JSON.parse(readFileSync(file, 'utf8')).packages
  } catch {
    return null
  }
}
