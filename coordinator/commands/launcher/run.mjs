// Runs a TypeScript entry file right after `git clone`:
//   node coordinator/commands/launcher/run.mjs [--env] <entry.ts> [arguments]
// --env: reads the settings in .env of the current folder too. What the environment sets already is kept.
//
// It installs the node modules first, so it and what it imports use only what comes with Node. The product runs
// compiled (build-server.mjs); tests and their tools run from source. The entry runs in this same process: signals and exit
// codes are the entry's own.
import { existsSync, readFileSync } from 'node:fs'
import { dirname, join, relative, resolve } from 'node:path'
import { fileURLToPath, pathToFileURL } from 'node:url'
import { parseEnv } from 'node:util'
import { textOf } from '../../settings/text-of.mjs'
import { installModules } from './install-modules.mjs'

const NODE = [20, 19]

const root = resolve(dirname(fileURLToPath(import.meta.url)), '../../..')
const readsEnv = process.argv[2] === '--env'
const [entry, ...args] = process.argv.slice(readsEnv ? 3 : 2)
const [major = 0, minor = 0] = process.versions.node.split('.').map(Number)

if (major < 20 || (major === 20 && minor < 19)) {
  fail(`Node ${NODE.join('.')} or newer is needed; this is ${process.versions.node}. See https://nodejs.org`)
} else if (entry === undefined) {
  fail('usage: node coordinator/commands/launcher/run.mjs [--env] <entry.ts> [arguments]')
} else if (readsEnv && !loadSettings('.env')) {
  fail('.env is not text in UTF-8, or in UTF-16 with a byte order mark: save it as UTF-8')
} else if (!installModules(root)) {
  process.exitCode = 1
} else {
  const file = await runnable(resolve(entry))
  if (file === null) process.exitCode = 1
  else {
    process.argv.splice(1, Number.POSITIVE_INFINITY, file, ...args)
    await import(pathToFileURL(file).href)
  }
}

/**
 * @param {string} source
 * @returns {Promise<string | null>} a file that Node can load; null when the build failed
 */
async function runnable(source) {
  const name = relative(root, source)
  if (/^(coordinator|jobs|migrations|tests\/simulator)\b/.test(name)) {
    const { buildServer } = await import('./build-server.mjs')
    const folder = buildServer(root)
    return folder && join(folder, name.replace(/\.ts$/, '.js'))
  }
  const { register } = await import('tsx/esm/api')
  register()
  return source
}

/**
 * What the environment sets already is kept.
 * @param {string} path
 * @returns {boolean} false when the file is there and is no text
 */
function loadSettings(path) {
  if (!existsSync(path)) return true
  const text = textOf(readFileSync(path))
  if (text === null) return false
  for (const [name, value] of Object.entries(parseEnv(text))) process.env[name] ??= value
  return true
}

/** @param {string} message */
function fail(message) {
  process.stderr.write(`${message}\n`)
  process.exitCode = 1
}
