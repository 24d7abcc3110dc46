import { spawnSync } from 'node:child_process'
import { readFileSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { isLocked, tryLock } from './file-lock.mjs'

/**
 * @typedef {{ version?: string, optional?: boolean, devOptional?: boolean, dev?: boolean, link?: boolean, peer?: boolean }} Locked
 * @typedef {Record<string, Locked>} Packages
 */

/** npm takes a minute on a slow machine. A process that holds the lock for longer than this does not install. */
const LOCK_TIMEOUT_MS = 600_000
const POLL_MS = 100

/**
 * Installs the node modules from the lockfile, unless they are there in its versions. Several processes may do so
 * at the same time: one of them installs, since npm first removes the modules that the others would load.
 * @param {string} root folder of package.json
 * @returns {boolean} false when npm could not install them; npm has said why
 */
export function installModules(root) {
  const lock = join(root, '.npm-ci.lock')
  const deadline = performance.now() + LOCK_TIMEOUT_MS
  let waits = false
  // Also while the modules look current: npm may be removing them, and deletes its own lockfile late.
  while (!areCurrent(root) || isLocked(lock, LOCK_TIMEOUT_MS)) {
    if (tryLock(lock, LOCK_TIMEOUT_MS)) {
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
    Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, POLL_MS)
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
  // npm's manual page follows the reason.
  const [why] = said.split('\nnpm error\nnpm error Clean install a project')
  process.stderr.write(`The node modules could not be installed: ${why}\n`)
  return false
}

/**
 * Whether each package is installed in the version of the lockfile. File times would not tell: a checkout changes
 * them. npm leaves out optional packages of other platforms, and development ones in production.
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
