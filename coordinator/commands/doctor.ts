import { type DoctorFinding, runDoctorChecks } from '../going-live/run-checks.ts'
import { readSettings, SettingsError } from '../settings.ts'
import { noArguments, runCommand } from './command.ts'
import { print } from './output.ts'

const USAGE = `usage: npm run twilio:doctor
Checks the settings, Redis, the Twilio account, PUBLIC_URL and the OpenID provider, and prints one line for each check. Changes nothing.
Exit code 1: a check failed.`

await runCommand({
  usage: USAGE,
  parse: noArguments,
  async main() {
    const { twilio, publicUrl, redis, oidc, trustedProxies } = readSettings(process.env)
    if (twilio === null || publicUrl === null)
      throw new SettingsError([
        'There are no Twilio settings, so there is nothing to check: npm run twilio:setup',
      ])
    const findings = await runDoctorChecks(
      { twilio, publicUrl, trustedProxies, clock: { now: Date.now } },
      redis,
      oidc,
      '.env',
    )
    for (const finding of findings) print(lineOf(finding))
    return findings.some(({ verdict }) => verdict.state === 'wrong') ? 1 : 0
  },
})

function lineOf({ name, verdict }: DoctorFinding): string {
  const line = `${verdict.state.padEnd(7)}  ${name}: ${verdict.said}`
  return verdict.state === 'wrong' && verdict.fix !== null ? `${line}. To fix it: ${verdict.fix}` : line
}
