import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { agentMachine } from '../../machines/agent/machine.ts'
import { callMachine } from '../../machines/call/machine.ts'
import { softphoneMachine } from '../../machines/softphone/machine.ts'
import { chartOf } from './chart.ts'
import { pageOf } from './page.ts'

/** `npm run charts` draws docs/charts from the machines; with `--check` it only says what is out of date. */
const FOLDER = fileURLToPath(new URL('../../docs/charts', import.meta.url))

const PAGES = {
  'call.md': pageOf('A call', 'machines/call/machine.ts', chartOf(callMachine)),
  'agent.md': pageOf('An agent', 'machines/agent/machine.ts', chartOf(agentMachine)),
  'softphone.md': pageOf('A softphone', 'machines/softphone/machine.ts', chartOf(softphoneMachine)),
}

const outdated = Object.entries(PAGES).filter(([file, page]) => {
  const path = join(FOLDER, file)
  return !existsSync(path) || readFileSync(path, 'utf8') !== page
})

if (process.argv.includes('--check')) {
  for (const [file] of outdated) process.stderr.write(`docs/charts/${file} is out of date: npm run charts\n`)
  process.exitCode = outdated.length === 0 ? 0 : 1
} else {
  mkdirSync(FOLDER, { recursive: true })
  for (const [file, page] of outdated) writeFileSync(join(FOLDER, file), page)
}
