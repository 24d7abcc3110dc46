import { spawn } from 'node:child_process'
import { createHash } from 'node:crypto'
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { dirname, join, relative } from 'node:path'
import { fileURLToPath } from 'node:url'
import { type Print, printNotice } from '../output.ts'
import { ROOT } from './root.ts'

const SOURCES = ['web', 'machines', 'coordinator/protocol']
/** Built by us, or by an editor's hand; not what the console is made of. */
const NOT_SOURCES = new Set(['dist', 'node_modules', 'tsconfig.tsbuildinfo'])

/**
 * The folder with the console as browsers get it, built first when any of its sources changed. What it
 * was built from is told by their content: times of files say nothing after a checkout.
 * Under `npm run dev` nothing is built: Vite serves the sources.
 * @throws {Error} with the build's own words when it fails.
 */
export async function buildConsole(root = ROOT, notice: Print = printNotice): Promise<string> {
  const folder = join(root, 'web', 'dist')
  if (process.env.SWITCHYARD_CONSOLE === 'dev') return folder
  const stamp = join(folder, '.built-from')
  const wanted = digestOf(root)
  if (existsSync(stamp) && readFileSync(stamp, 'utf8') === wanted) return folder
  notice('Building the console...')
  await build(root)
  writeFileSync(stamp, wanted)
  return folder
}

function build(root: string): Promise<void> {
  const vite = join(dirname(fileURLToPath(import.meta.resolve('vite/package.json'))), 'bin', 'vite.js')
  const args = [vite, 'build', join(root, 'web'), '--logLevel', 'error', '--clearScreen', 'false']
  const child = spawn(process.execPath, args, { cwd: root, stdio: ['ignore', 'pipe', 'pipe'] })
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

function digestOf(root: string): string {
  const files = SOURCES.flatMap((source) => filesIn(join(root, source)))
  const hash = createHash('sha256')
  for (const file of [...files, join(root, 'package-lock.json')].sort()) {
    hash
      .update(`${relative(root, file)}\0`)
      .update(readFileSync(file))
      .update('\0')
  }
  return hash.digest('hex')
}

function filesIn(folder: string): string[] {
  return readdirSync(folder, { withFileTypes: true }).flatMap((entry) => {
    if (NOT_SOURCES.has(entry.name) || entry.name.startsWith('.')) return []
    const path = join(folder, entry.name)
    return entry.isDirectory() ? filesIn(path) : [path]
  })
}
