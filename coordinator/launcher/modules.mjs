import { spawnSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'

/**
 * @typedef {{ version?: string, optional?: boolean, devOptional?: boolean, dev?: boolean, link?: boolean, peer?: boolean }} Locked
 * @typedef {Record<string, Locked>} Packages
 */

/**
 * Installs the node modules from the lockfile, unless they are there as it wants them.
 * @param {string} root folder of package.json
 * @returns {boolean} false when npm could not install them; npm has said why
 */
export function ensureModules(root) {
  if (areCurrent(root)) return true
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
