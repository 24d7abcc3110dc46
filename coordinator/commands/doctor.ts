import { type DoctorFinding, examine } from '../going-live/examine.ts'
import { readSettings, SettingsError } from '../settings.ts'

/** `npm run twilio:doctor`: one line for each check. Exit code 1 when anything is wrong. */
async function main(): Promise<void> {
  const { twilio, publicUrl, redis } = readSettings(process.env)
  if (twilio === null || publicUrl === null)
    throw new SettingsError([
      'There are no Twilio settings, so there is nothing to check: npm run twilio:setup',
    ])
  const findings = await examine({ twilio, publicUrl, clock: { now: Date.now } }, redis)
  process.stdout.write(`${findings.map(lineOf).join('\n')}\n`)
  if (findings.some(({ verdict }) => verdict.state === 'wrong')) process.exitCode = 1
}

function lineOf({ name, verdict }: DoctorFinding): string {
  const line = `${verdict.state.padEnd(7)}  ${name}: ${verdict.said}`
  return verdict.state === 'wrong' && verdict.fix !== null ? `${line}. To fix it: ${verdict.fix}` : line
}

await main().catch((error: unknown) => {
  const lines =
    error instanceof SettingsError ? error.lines : [error instanceof Error ? error.message : String(error)]
  process.stderr.write(`${lines.join('\n')}\n`)
  process.exitCode = 1
})
