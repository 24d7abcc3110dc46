import { spawn } from 'node:child_process'
import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { type Print, printNotice } from '../output.ts'
import { filesIn, hashOf } from './hash-files.mjs'
import { ROOT } from './root.ts'
import { withFileLock } from './with-file-lock.ts'

/** Everything below them that the console is built from. */
const SOURCES = ['web', 'machines', 'coordinator/protocol']
const isSource = (name: string) =>
  !['dist', 'node_modules', 'tsconfig.tsbuildinfo'].includes(name) && !name.startsWith('.')

/**
 * Builds the console if one of its sources has changed. Under `npm run dev` it builds nothing: Vite serves the sources. Several processes
 * may ask for it at once: one builds, the others wait.
 * @returns the folder of the built console
 * @throws {Error} with the output of the build when it fails
 */
export async function buildConsole(root = ROOT, notice: Print = printNotice): Promise<string> {
  const folder = join(root, 'web', 'dist')
  if (process.env.SWITCHYARD_CONSOLE === 'dev') return folder
  const files = SOURCES.flatMap((source) => filesIn(join(root, source), isSource))
  const hash = hashOf(root, [...files, join(root, 'package-lock.json')])
  const builtFrom = join(folder, '.built-from')
  const isBuilt = () => existsSync(builtFrom) && readFileSync(builtFrom, 'utf8') === hash
  if (isBuilt()) return folder
  await withFileLock(join(root, '.web-build.lock'), async () => {
    if (isBuilt()) return
    notice('Building the console...')
    await build(root)
    writeFileSync(builtFrom, hash)
  })
  return folder
}

function build(root: string): Promise<void> {
  const vite = join(fileURLToPath(import.meta.resolve('vite/package.json')), '..', 'bin', 'vite.js')
  const args = [vite, 'build', join(root, 'web'), '--logLevel', 'error', '--clearScreen', 'false']
  const child = spawn(process.execPath, args, {
    cwd: root,
    // With another value Vite builds the development version of React, which is larger and slower.
    env: { ...process.env, NODE_ENV: 'production' },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  const output: string[] = []
  child.stdout.on('data', (text) => output.push(String(text)))
  child.stderr.on('data', (text) => output.push(String(text)))
  return new Promise((resolve, reject) => {
    child.on('error', reject)
    child.on('close', (code) => {
      if (code === 0) resolve()
      else reject(new Error(`The console could not be built:\n${output.join('').trim()}`))
    })
  })
}
