import { CALLBACK_PATH } from '../../oidc/oidc.ts'
import { createProvider } from '../../oidc/provider.ts'
import { ProviderError } from '../../oidc/provider-error.ts'
import type { OidcSettings } from '../../settings.ts'
import type { Deployment } from './account.ts'
import { type DoctorCheck, type DoctorVerdict, ok, probe, wrong } from './check.ts'

const MADE_UP = { state: 'doctor', nonce: 'doctor', codeVerifier: 'doctor'.repeat(8) }

/** Whether the OpenID provider knows this client: all that can be seen without signing in. */
export function companySignIn(
  { publicUrl, clock }: Pick<Deployment, 'publicUrl' | 'clock'>,
  settings: OidcSettings,
): DoctorCheck {
  const redirectUri = publicUrl + CALLBACK_PATH
  return {
    name: 'Company sign-in',
    async run() {
      const provider = createProvider({ settings, redirectUri, clock })
      try {
        const { status } = await probe((await provider.authorizationUrl(MADE_UP, false)).href)
        if (status >= 400)
          return wrong(
            `${settings.issuer} refuses a sign-in with ${status}`,
            `register ${redirectUri} there as a redirect URI of ${settings.clientId}, with the scopes ${settings.scopes}`,
          )
        const answer = `${redirectUri}?${new URLSearchParams({ code: 'doctor', state: 'doctor', iss: settings.issuer })}`
        await provider.exchange(new URL(answer), MADE_UP)
        return wrong(`${settings.issuer} accepts a code that is made up`, null)
      } catch (error) {
        if (error instanceof ProviderError) return verdictOn(error, settings)
        throw error
      }
    },
  }
}

function verdictOn({ reason, code, isGrantRefused }: ProviderError, { issuer }: OidcSettings): DoctorVerdict {
  // It knows the client, and refuses the code, as it should.
  if (isGrantRefused) return ok(`${issuer} knows this client`)
  if (code === 'another_issuer')
    return wrong(
      `${issuer} calls itself by another name`,
      'set OIDC_ISSUER to the `issuer` of its discovery document; with Microsoft Entra, the one with your tenant’s id',
    )
  if (code === 'invalid_client' || code === 'unauthorized_client')
    return wrong(`${issuer} refuses this client (${code})`, 'see OIDC_CLIENT_ID and OIDC_CLIENT_SECRET')
  if (reason === 'unreachable')
    return wrong(
      `${issuer} does not answer as an OpenID provider (${code})`,
      'see OIDC_ISSUER: below it there must be /.well-known/openid-configuration',
    )
  return wrong(`${issuer} answers with ${code}`, 'see the settings of this client there')
}
