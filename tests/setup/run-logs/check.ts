import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { FOLDER, LINES, SECRETS } from './keep.ts'
import { leaksIn } from './leaks.ts'

const MOST_SHOWN = 20

/** Searches the logs of all coordinators of the run for passwords, tokens, cookies and phone numbers. The run fails when one has any. */
export default function setup(): () => void {
  const folder = mkdtempSync(join(tmpdir(), 'switchyard-logs-'))
  process.env[FOLDER] = folder
  return () => {
    const lines = keptIn(folder, LINES)
    const leaks = leaksIn(lines, keptIn(folder, SECRETS))
    say(
      `${lines.length} lines of coordinators' logs were searched for secrets and phone numbers: ${leaks.length} have any.`,
    )
    for (const { what, line } of leaks.slice(0, MOST_SHOWN)) say(`  ${what}: ${line}`)
    // Thrown from here, an error would keep vitest from ending, and its exit code at 0.
    if (leaks.length > 0) process.exitCode = 1
    rmSync(folder, { recursive: true, force: true })
  }
}

const keptIn = (folder: string, kind: string): string[] =>
  readdirSync(folder)
    .filter((name) => name.endsWith(kind))
    .flatMap((name) => readFileSync(join(folder, name), 'utf8').split('\n').filter(Boolean))

const say = (line: string) => process.stdout.write(`${line}\n`)
