import { spawn } from 'node:child_process'
import { performance } from 'node:perf_hooks'
import { parseArgs } from 'node:util'
import { ROOT } from './child.ts'

/** `npm run verify`: everything that has to hold before a commit. `-- --except tests` leaves a step out. */
const RUN = 'coordinator/commands/launcher/run.mjs'
const TSC = 'node_modules/typescript/bin/tsc'

const STEPS: Record<string, readonly (readonly string[])[]> = {
  types: [
    'tsconfig.json',
    'machines/tsconfig.json',
    'web/tsconfig.json',
    'web/service-worker/tsconfig.json',
  ].map((config) => [TSC, '--noEmit', '--project', config]),
  // biome.json also says which folder may import which, and forbids circles of imports.
  'lint and format': [
    ['node_modules/@biomejs/biome/bin/biome', 'ci', '--colors=off', '--error-on-warnings', '.'],
  ],
  'dead code': [['node_modules/knip/bin/knip.js', '--no-progress']],
  dependencies: [[RUN, 'tests/setup/dependencies.ts']],
  language: [[RUN, 'web/language/build/write-types.ts', '--check']],
  charts: [[RUN, 'tests/charts/draw.ts', '--check']],
  sounds: [[RUN, 'tests/sounds/make.ts', '--check']],
  build: [['node_modules/vite/bin/vite.js', 'build', 'web', '--logLevel', 'warn']],
  tests: [[RUN, 'tests/setup/test.ts']],
}

/** Steps whose output is shown also when all is well. */
const SHOWN: ReadonlySet<string> = new Set(['tests', 'dependencies'])

interface Result {
  code: number
  output: string
}

const { values } = parseArgs({ options: { except: { type: 'string', multiple: true, default: [] } } })
const unknown = values.except.filter((name) => !(name in STEPS))
if (unknown.length > 0)
  throw new Error(`There is no step ${unknown.join(', ')}: ${Object.keys(STEPS).join(', ')}`)

const failed: string[] = []
for (const [name, commands] of Object.entries(STEPS)) {
  if (values.except.includes(name)) continue
  const began = performance.now()
  const results = await Promise.all(commands.map((args) => run(args, SHOWN.has(name))))
  const ok = results.every(({ code }) => code === 0)
  const seconds = ((performance.now() - began) / 1000).toFixed(1)
  process.stdout.write(`${ok ? 'ok    ' : 'FAILED'} ${name} (${seconds} s)\n`)
  if (ok) continue
  failed.push(name)
  for (const { output } of results) process.stdout.write(output)
}
process.stdout.write(failed.length === 0 ? 'All is well.\n' : `Not well: ${failed.join(', ')}\n`)
process.exitCode = failed.length === 0 ? 0 : 1

/** `shown` as it goes; otherwise only what failed is shown, afterwards. */
function run(args: readonly string[], shown: boolean): Promise<Result> {
  const stdio = shown ? 'inherit' : 'pipe'
  const child = spawn(process.execPath, args, { cwd: ROOT, stdio: ['ignore', stdio, stdio] })
  const output: string[] = []
  child.stdout?.on('data', (text) => output.push(String(text)))
  child.stderr?.on('data', (text) => output.push(String(text)))
  return new Promise((resolve, reject) => {
    child.on('error', reject)
    child.on('close', (code) => resolve({ code: code ?? 1, output: output.join('') }))
  })
}
