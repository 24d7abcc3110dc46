// Runs a TypeScript entry of ours right after `git clone`:
//   node coordinator/commands/launcher/run.mjs [--env] <entry.ts> [arguments]
// With --env it has the settings of the folder's .env too, where there is one; what is set already goes before.
//
// The product runs as built (build-server.mjs), tests and their tools from their sources.
//
// Nothing is installed yet when this starts, so it and install-modules.mjs use only what comes with Node. The
// entry runs in this very process, so signals and exit codes are its own.
import { existsSync } from 'node:fs'
import { dirname, join, relative, resolve } from 'node:path'
import { fileURLToPath, pathToFileURL } from 'node:url'
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
} else if (!installModules(root)) {
  process.exitCode = 1
} else {
  if (readsEnv && existsSync('.env')) process.loadEnvFile('.env')
  const file = await runnable(resolve(entry))
  if (file === null) process.exitCode = 1
  else {
    process.argv.splice(1, Number.POSITIVE_INFINITY, file, ...args)
    await import(pathToFileURL(file).href)
  }
}

/**
 * @param {string} source
 * @returns {Promise<string | null>} what Node can load; null when there is no such thing, and it was said why
 */
async function runnable(source) {
  const name = relative(root, source)
  if (/^(coordinator|jobs|migrations)\b/.test(name)) {
    const { buildServer } = await import('./build-server.mjs')
    const folder = buildServer(root)
    return folder && join(folder, name.replace(/\.ts$/, '.js'))
  }
  const { register } = await import('tsx/esm/api')
  register()
  return source
}

/** @param {string} message */
function fail(message) {
  process.stderr.write(`${message}\n`)
  process.exitCode = 1
}
