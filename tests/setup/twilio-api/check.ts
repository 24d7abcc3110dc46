import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { pathToFileURL } from 'node:url'
import { ROOT } from '../child.ts'
import { withCallRecordings } from './call-recordings.ts'
import { type DescribedApi, describedApi } from './description.ts'
import { findings, summary } from './findings.ts'

const MOST_SHOWN = 20

/**
 * Compares every REST request of all processes of the run, and every answer of the simulator, with Twilio's own OpenAPI
 * description. The run fails when one is not as described.
 */
export default function setup(): () => void {
  const given = process.env.TWILIO_API_DESCRIPTION
  if (given === undefined)
    return () => say('TWILIO_API_DESCRIPTION names no description of the API: requests were NOT checked.')
  const file = resolve(ROOT, given)
  if (!existsSync(file)) throw new Error(`TWILIO_API_DESCRIPTION: there is no file ${file}`)
  const api = describedApi(withCallRecordings(JSON.parse(readFileSync(file, 'utf8'))))
  const folder = mkdtempSync(join(tmpdir(), 'switchyard-rest-'))
  const journal = pathToFileURL(join(ROOT, 'tests/setup/twilio-api/journal.mjs'))
  journal.searchParams.set('into', folder)
  const before = process.env.NODE_OPTIONS
  process.env.NODE_OPTIONS = [before, `--import ${journal}`].filter(Boolean).join(' ')
  return () => {
    process.env.NODE_OPTIONS = before
    // Thrown from here, an error would keep vitest from ending, and its exit code at 0.
    if (!isAsDescribed(api, folder)) process.exitCode = 1
    rmSync(folder, { recursive: true, force: true })
  }
}

function isAsDescribed(api: DescribedApi, folder: string): boolean {
  const lines = readdirSync(folder).flatMap((name) =>
    readFileSync(join(folder, name), 'utf8').split('\n').filter(Boolean),
  )
  const found = findings(api, lines)
  say(summary(found))
  for (const [fault, times] of [...found.faults].slice(0, MOST_SHOWN)) say(`  ${times} × ${fault}`)
  return found.wrong === 0
}

const say = (line: string) => process.stdout.write(`${line}\n`)
