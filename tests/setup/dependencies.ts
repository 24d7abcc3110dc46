import { spawn } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { text } from 'node:stream/consumers'
import { pathToFileURL } from 'node:url'
import { z } from 'zod'
import { ROOT } from './child.ts'

/** Licences under which the product may use a package and be passed on itself. Another one needs a decision. */
const ACCEPTED: ReadonlySet<string> = new Set([
  'MIT',
  'ISC',
  'BSD-2-Clause',
  'BSD-3-Clause',
  '0BSD',
  'Apache-2.0',
  'BlueOak-1.0.0',
  'CC0-1.0',
  'MPL-2.0',
  'Unlicense',
])
/** npm asks the registry; one that does not answer must not hold up a check. */
const AUDIT_MS = 60_000

const Lock = z.object({ packages: z.record(z.string(), z.object({ license: z.string().optional() })) })
const Report = z.object({
  vulnerabilities: z.record(z.string(), z.object({ severity: z.string(), range: z.string() })),
})

/** @returns the packages of a lockfile whose licence is missing or not among the accepted ones */
export function foreignLicences(lock: unknown): string[] {
  return Object.entries(Lock.parse(lock).packages)
    .filter(([path, { license }]) => path !== '' && !isAccepted(license))
    .map(([path, { license }]) => `${path}: ${license ?? 'no licence'}`)
}

/** One accepted licence is enough where a package lets us choose. */
const isAccepted = (license = '') =>
  license
    .replace(/^\(|\)$/g, '')
    .split(' OR ')
    .some((one) => ACCEPTED.has(one))

/** @returns the packages with a hole of weight; null when `report` is not one, because the registry did not answer */
export function holesIn(report: unknown): string[] | null {
  const read = Report.safeParse(report)
  if (!read.success) return null
  return Object.entries(read.data.vulnerabilities)
    .filter(([, { severity }]) => severity === 'high' || severity === 'critical')
    .map(([name, { severity, range }]) => `${name} ${range}: ${severity}`)
}

async function audit(): Promise<unknown> {
  const child = spawn('npm', ['audit', '--json'], {
    cwd: ROOT,
    stdio: ['ignore', 'pipe', 'ignore'],
    timeout: AUDIT_MS,
  })
  const failed = new Promise<string>((resolve) => child.on('error', () => resolve('')))
  const output = await Promise.race([text(child.stdout), failed])
  return output.trim() === '' ? null : JSON.parse(output)
}

/** A step of `npm run verify`: licences, and holes that the registry knows. */
async function check(): Promise<void> {
  const lock: unknown = JSON.parse(readFileSync(join(ROOT, 'package-lock.json'), 'utf8'))
  const holes = holesIn(await audit())
  if (holes === null) console.log('The registry tells nothing of holes: they were NOT checked.')
  const wrong = [...foreignLicences(lock), ...(holes ?? [])]
  for (const line of wrong) console.log(line)
  process.exitCode = wrong.length === 0 ? 0 : 1
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) await check()
