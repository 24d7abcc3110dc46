import type { OidcSettings, RedisSettings } from '../settings.ts'
import { TwilioProblem } from './account.ts'
import { clockSkew, credentials, type Deployment, numbers, twimlApp, voiceToken } from './checks/account.ts'
import { type DoctorCheck, type DoctorVerdict, skipped, wrong } from './checks/check.ts'
import { fallback } from './checks/fallback.ts'
import { dialingPermissions, permissionsApi } from './checks/permissions.ts'
import { companySignIn } from './checks/provider.ts'
import { forgedRequest, health, proxies, ready, signedRequest } from './checks/reach.ts'
import { redisServer } from './checks/redis.ts'
import { settingsFile } from './checks/settings-file.ts'

export interface DoctorFinding {
  name: string
  verdict: DoctorVerdict
}

/**
 * Checks everything that a deployment needs. Never rejects: an error is a finding.
 * @param envPath where the settings may be
 */
export async function runDoctorChecks(
  deployment: Deployment,
  redis: RedisSettings,
  oidc: OidcSettings | null,
  envPath: string,
): Promise<DoctorFinding[]> {
  const { apiUrl } = deployment.twilio
  const [file, account, clock] = await Promise.all([
    runCheck(settingsFile(envPath)),
    runCheck(credentials(deployment)),
    runCheck(clockSkew(deployment)),
  ])
  const withAccount = [numbers, twimlApp, voiceToken, fallback].map((check) => check(deployment))
  withAccount.push(dialingPermissions(deployment, permissionsApi(apiUrl)))
  const signed = [signedRequest, forgedRequest].map((check) => check(deployment))
  const [known, reached] = await Promise.all([
    account.verdict.state === 'ok' ? Promise.all(withAccount.map(runCheck)) : skipAll(withAccount, account),
    runCheck(health(deployment)),
  ])
  const rest = [proxies(deployment), ready(deployment), ...signed]
  const [behind, ...stores] = await Promise.all([
    reached.verdict.state === 'ok' ? Promise.all(rest.map(runCheck)) : skipAll(rest, reached),
    runCheck(redisServer(redis)),
    ...(oidc ? [runCheck(companySignIn(deployment, oidc))] : []),
  ])
  return [file, account, clock, ...known, reached, ...behind, ...stores]
}

const skipAll = (checks: readonly DoctorCheck[], because: DoctorFinding): DoctorFinding[] =>
  checks.map(({ name }) => ({ name, verdict: skipped(`see ${because.name}`) }))

async function runCheck({ name, run }: DoctorCheck): Promise<DoctorFinding> {
  try {
    return { name, verdict: await run() }
  } catch (error) {
    const said = error instanceof Error ? error.message : String(error)
    return { name, verdict: wrong(said, fixFor(error)) }
  }
}

const fixFor = (error: unknown) =>
  error instanceof TwilioProblem
    ? null
    : 'look at the address, the name server, the certificate and the proxy'
