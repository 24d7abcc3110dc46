import { createRemoteJWKSet, customFetch, jwtVerify } from 'jose'
import * as client from 'openid-client'
import { z } from 'zod'
import type { Clock } from '../runtime.ts'
import { isPrivate } from '../settings/loopback.ts'
import type { OidcSettings } from '../settings.ts'
import { fetchWithin } from './fetch.ts'
import { ProviderError, providerError } from './provider-error.ts'

/** How long one request to the provider may take. */
const TIMEOUT_S = 5
/** How far its clock and ours may be apart. */
const TOLERANCE_S = 60
const DISCOVERED_FOR_MS = 3_600_000
/** Of the library: the discovery document is another issuer's. */
const ANOTHER_ISSUER = 'OAUTH_JSON_ATTRIBUTE_COMPARISON_FAILED'
const LOGOUT_EVENT = 'http://schemas.openid.net/event/backchannel-logout'

/** What the provider says of somebody. `iss` and `sub` say who it is. */
export type Claims = Readonly<Record<string, unknown>> & { iss: string; sub: string }

export interface Vouched {
  claims: Claims
  /** Asks for the claims again later. Null: the provider gives none. */
  refreshToken: string | null
  /** Tells the provider at a sign-out which person it is. */
  idToken: string | null
}

/** The tokens can be kept before the claims are asked for: where these do not come, the old refresh token is used up all the same. */
export interface Refreshed extends Omit<Vouched, 'claims'> {
  /** Null where the provider only says that nothing has changed. Rejects with a {@link ProviderError}. */
  claims(): Promise<Claims | null>
}

/** A session at the provider that is over. Without `sid`: all of that subject. */
export interface LoggedOut {
  issuer: string
  subject: string | null
  sid: string | null
}

const LogoutClaims = z.object({
  iss: z.string(),
  sub: z.string().optional(),
  sid: z.string().optional(),
  events: z.record(z.string(), z.unknown()),
  nonce: z.undefined().optional(),
})

interface Discovered {
  config: client.Configuration
  /** By which the provider signs. */
  keys: ReturnType<typeof createRemoteJWKSet>
  at: number
}

export type Provider = ReturnType<typeof createProvider>

export interface ProviderDeps {
  settings: OidcSettings
  /** Where the provider sends people back. */
  redirectUri: string
  clock: Clock
  timeoutS?: number
}

/**
 * The OpenID provider. Every method rejects with a {@link ProviderError}. What it offers is read once, and again after an hour;
 * while that fails, what was read before applies.
 */
export function createProvider({ settings, redirectUri, clock, timeoutS = TIMEOUT_S }: ProviderDeps) {
  let known: Discovered | null = null
  let reading: Promise<Discovered> | null = null

  const keysOf = (config: client.Configuration) => {
    const { jwks_uri: url } = config.serverMetadata()
    if (url === undefined) throw new ProviderError('misconfigured', 'no_jwks_uri')
    return createRemoteJWKSet(new URL(url), {
      timeoutDuration: timeoutS * 1000,
      [customFetch]: fetchWithin,
    })
  }

  async function discover(): Promise<Discovered> {
    const execute = [
      // The signature of an ID token is checked even though it came over TLS.
      client.enableNonRepudiationChecks,
      // A provider on this machine, as the settings allow it.
      ...(new URL(settings.issuer).protocol === 'http:' ? [client.allowInsecureRequests] : []),
    ]
    const config = await client
      .discovery(
        new URL(settings.issuer),
        settings.clientId,
        { [client.clockTolerance]: TOLERANCE_S },
        clientAuthentication,
        { execute, timeout: timeoutS, [client.customFetch]: fetchWithin },
      )
      .catch((error: unknown) => {
        const isMismatch = error instanceof client.ClientError && error.code === ANOTHER_ISSUER
        throw isMismatch ? new ProviderError('misconfigured', 'another_issuer') : error
      })
    const metadata = config.serverMetadata()
    if (new URL(metadata.issuer).href !== new URL(settings.issuer).href)
      throw new ProviderError('misconfigured', 'another_issuer')
    const { authorization_endpoint, token_endpoint, userinfo_endpoint, jwks_uri, end_session_endpoint } =
      metadata
    for (const url of [
      authorization_endpoint,
      token_endpoint,
      userinfo_endpoint,
      jwks_uri,
      end_session_endpoint,
    ])
      if (url !== undefined && !isPrivate(url)) throw new ProviderError('misconfigured', 'unencrypted')
    return { config, keys: keysOf(config), at: clock.now() }
  }

  /** By the method that the provider prefers of the two that every provider knows. */
  const clientAuthentication: client.ClientAuth = (server, ...rest) => {
    const methods = server.token_endpoint_auth_methods_supported
    const basic = methods === undefined || methods.includes('client_secret_basic')
    const authenticate = basic ? client.ClientSecretBasic : client.ClientSecretPost
    return authenticate(settings.clientSecret)(server, ...rest)
  }

  async function read(): Promise<Discovered> {
    try {
      known = await discover()
      return known
    } catch (error) {
      if (known) return known
      throw error
    } finally {
      reading = null
    }
  }

  function discovered(): Promise<Discovered> | Discovered {
    if (known && clock.now() - known.at < DISCOVERED_FOR_MS) return known
    reading ??= read()
    return reading
  }

  /** Runs it with what the provider offers. */
  async function asking<T>(ask: (it: Discovered) => Promise<T>): Promise<T> {
    try {
      return await ask(await discovered())
    } catch (error) {
      throw providerError(error)
    }
  }

  /** With what the ID token lacks and the userinfo endpoint has. */
  async function allClaims(
    config: client.Configuration,
    claims: Claims,
    accessToken: string,
  ): Promise<Claims> {
    const wanted = [settings.usernameClaim, settings.roleClaim, 'name']
    const lacks = wanted.some((name) => claimIn(claims, name) === undefined)
    if (!lacks || !hasUserinfo(config)) return claims
    const more = await client.fetchUserInfo(config, accessToken, claims.sub)
    return { ...more, ...claims }
  }

  return {
    /**
     * Where the browser asks the provider. `fresh`: the person proves again who it is, also when the provider still has a
     * session.
     */
    authorizationUrl: (
      { state, nonce, codeVerifier }: { state: string; nonce: string; codeVerifier: string },
      fresh: boolean,
    ): Promise<URL> =>
      asking(async ({ config }) =>
        client.buildAuthorizationUrl(config, {
          redirect_uri: redirectUri,
          scope: settings.scopes,
          state,
          nonce,
          code_challenge: await client.calculatePKCECodeChallenge(codeVerifier),
          code_challenge_method: 'S256',
          ...(fresh && { prompt: 'login' }),
        }),
      ),

    /** @param answer the address to which the provider sent the browser back */
    exchange: (
      answer: URL,
      { state, nonce, codeVerifier }: { state: string; nonce: string; codeVerifier: string },
    ): Promise<Vouched> =>
      asking(async ({ config }) => {
        const tokens = await client.authorizationCodeGrant(config, answer, {
          expectedState: state,
          expectedNonce: nonce,
          pkceCodeVerifier: codeVerifier,
          idTokenExpected: true,
        })
        const claims = tokens.claims()
        if (!claims) throw new ProviderError('not_proven', 'no_id_token')
        return {
          claims: await allClaims(config, claims, tokens.access_token),
          refreshToken: tokens.refresh_token ?? null,
          idToken: tokens.id_token ?? null,
        }
      }),

    /**
     * Asks again.
     * @throws {ProviderError} with `isGrantRefused` when the person has no access any more
     */
    refresh: (refreshToken: string, subject: string): Promise<Refreshed> =>
      asking(async ({ config }) => {
        const tokens = await client.refreshTokenGrant(config, refreshToken)
        return {
          refreshToken: tokens.refresh_token ?? refreshToken,
          idToken: tokens.id_token ?? null,
          claims: () =>
            asking(async () => {
              const claims = tokens.claims()
              if (claims && claims.sub !== subject) throw new ProviderError('not_proven', 'another_subject')
              const { issuer: iss } = config.serverMetadata()
              const base = claims ?? (hasUserinfo(config) ? { iss, sub: subject } : null)
              return base && allClaims(config, base, tokens.access_token)
            }),
        }
      }),

    /** Where a browser signs out at the provider too; null: it offers none. */
    signOutUrl: (idToken: string | null): Promise<URL | null> =>
      asking(async ({ config }) => {
        if (config.serverMetadata().end_session_endpoint === undefined) return null
        return client.buildEndSessionUrl(config, {
          post_logout_redirect_uri: new URL('/', redirectUri).href,
          ...(idToken !== null && { id_token_hint: idToken }),
        })
      }),

    /** Who has logged out at the provider. @param logoutToken of OpenID Connect Back-Channel Logout 1.0 */
    loggedOut: (logoutToken: string): Promise<LoggedOut> =>
      asking(async ({ config, keys }) => {
        const { payload } = await jwtVerify(logoutToken, keys, {
          issuer: config.serverMetadata().issuer,
          audience: settings.clientId,
          clockTolerance: TOLERANCE_S,
          maxTokenAge: '5 minutes',
          requiredClaims: ['iat', 'jti', 'events'],
        })
        const { success, data } = LogoutClaims.safeParse(payload)
        if (!success || !(LOGOUT_EVENT in data.events) || (data.sub ?? data.sid) === undefined)
          throw new ProviderError('not_proven', 'no_logout_token')
        return { issuer: data.iss, subject: data.sub ?? null, sid: data.sid ?? null }
      }),
  }
}

const hasUserinfo = (config: client.Configuration) => config.serverMetadata().userinfo_endpoint !== undefined

/** A claim by its name, which may have dots itself (a URL); else each dot leads into an object. */
export function claimIn(claims: Readonly<Record<string, unknown>>, name: string): unknown {
  if (Object.hasOwn(claims, name)) return claims[name]
  return name.split('.').reduce<unknown>((within, part) => Object(within)[part], claims)
}
