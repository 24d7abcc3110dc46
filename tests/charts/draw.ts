import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { agentMachine } from '../../machines/agent/machine.ts'
import { callMachine } from '../../machines/call/machine.ts'
import { softphoneMachine } from '../../machines/softphone/machine.ts'
import { chartOf } from './chart.ts'
import { pageOf } from './page.ts'

/** `npm run charts` draws docs/charts from the machines; `--check` changes nothing and names the files that are out of date. */
const ROOT = fileURLToPath(new URL('../..', import.meta.url))

const pages: Record<string, string> = {
  'docs/charts/call.md': pageOf('A call', 'machines/call/machine.ts', chartOf(callMachine)),
  'docs/charts/agent.md': pageOf('An agent', 'machines/agent/machine.ts', chartOf(agentMachine)),
  'docs/charts/softphone.md': pageOf(
    'A softphone',
    'machines/softphone/machine.ts',
    chartOf(softphoneMachine),
  ),
}

const outdated = Object.entries(pages).filter(([file, page]) => {
  const path = join(ROOT, file)
  return !existsSync(path) || readFileSync(path, 'utf8') !== page
})

if (process.argv.includes('--check')) {
  for (const [file] of outdated) process.stderr.write(`${file} is out of date: npm run charts\n`)
  process.exitCode = outdated.length === 0 ? 0 : 1
} else {
  mkdirSync(join(ROOT, 'docs/charts'), { recursive: true })
  for (const [file, page] of outdated) writeFileSync(join(ROOT, file), page)
}
