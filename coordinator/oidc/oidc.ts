import { createRateLimit } from '../http/rate-limit.ts'
import type { Keys } from '../redis/keys.ts'
import { type CompanySessionsDeps, createCompanySessions } from './company-sessions.ts'
import { createFlows } from './flows.ts'
import { createProvider } from './provider.ts'

/** Below PUBLIC_URL: where the provider sends people back, and says who has logged out. */
export const CALLBACK_PATH = '/api/oidc/callback'
export const LOGOUT_PATH = '/api/oidc/backchannel-logout'

type OidcDeps = Omit<CompanySessionsDeps, 'provider' | 'keys'> & {
  keys: Keys
  publicUrl: string
  timeoutS?: number
}

/** Sign-in by an OpenID provider. */
export function createOidc({ publicUrl, timeoutS, ...deps }: OidcDeps) {
  const { settings, clock, redis, keys } = deps
  const provider = createProvider({
    ...{ settings, clock, redirectUri: publicUrl + CALLBACK_PATH },
    ...(timeoutS !== undefined && { timeoutS }),
  })
  return {
    settings,
    provider,
    flows: createFlows(redis, keys, publicUrl),
    /** How often a network may begin a sign-in: each is kept for ten minutes. */
    starts: createRateLimit(redis, {
      keyPrefix: `${keys.prefix}oidc-starts`,
      ...{ points: 60, duration: 60, refusal: 'Try again' },
    }),
    sessions: createCompanySessions({ ...deps, provider }),
  }
}
export type Oidc = ReturnType<typeof createOidc>
