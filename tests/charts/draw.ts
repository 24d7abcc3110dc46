import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { agentMachine } from '../../machines/agent/machine.ts'
import { callMachine } from '../../machines/call/machine.ts'
import { softphoneMachine } from '../../machines/softphone/machine.ts'
import { chartOf } from './chart.ts'
import { diagramOf } from './mermaid.ts'
import { pageOf } from './page.ts'

/** `npm run charts` draws docs/charts, and the README's picture, from the machines; `--check` only says what is out of date. */
const ROOT = fileURLToPath(new URL('../..', import.meta.url))
const README = 'README.md'
const PICTURE = /(<!-- chart:call -->\n)[\s\S]*?(<!-- \/chart:call -->)/

const call = chartOf(callMachine)
const pages: Record<string, string> = {
  'docs/charts/call.md': pageOf('A call', 'machines/call/machine.ts', call),
  'docs/charts/agent.md': pageOf('An agent', 'machines/agent/machine.ts', chartOf(agentMachine)),
  'docs/charts/softphone.md': pageOf(
    'A softphone',
    'machines/softphone/machine.ts',
    chartOf(softphoneMachine),
  ),
  [README]: withPicture(readFileSync(join(ROOT, README), 'utf8')),
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

function withPicture(readme: string): string {
  if (!PICTURE.test(readme)) throw new Error(`${README} has no place for the picture of the call machine`)
  return readme.replace(PICTURE, `$1\n\`\`\`mermaid\n${diagramOf(call, 'events')}\n\`\`\`\n\n$2`)
}
