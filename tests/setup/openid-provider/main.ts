import { once } from 'node:events'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import { text } from 'node:stream/consumers'
import { decodeJwt, exportJWK, generateKeyPair, SignJWT } from 'jose'
import Provider, { type JWK } from 'oidc-provider'
import { z } from 'zod'
import { Control, type Flaw } from './control.ts'

/** A real OpenID provider with people of the test's own. A test tells it over `/control` who there is, and how it is to fail. */

const { CLIENT_ID = '', CLIENT_SECRET = '' } = process.env
const LOGOUT_EVENT = 'http://schemas.openid.net/event/backchannel-logout'

const { privateKey } = await generateKeyPair('RS256', { extractable: true })
const { privateKey: strangersKey } = await generateKeyPair('RS256')
const key = { ...(await exportJWK(privateKey)), kid: 'tests', alg: 'RS256', use: 'sig' } as JWK

let control = Control.parse({})
const people = () => new Map(Object.entries(control.people))

const server = createServer((request, response) => void handle(request, response))
server.listen(Number(process.env.PORT ?? 0), '127.0.0.1')
await once(server, 'listening')
const address = server.address()
if (address === null || typeof address === 'string') throw new Error('No port')
const issuer = `http://127.0.0.1:${address.port}`

const provider = new Provider(issuer, {
  jwks: { keys: [key] },
  clients: [
    {
      client_id: CLIENT_ID,
      client_secret: CLIENT_SECRET,
      redirect_uris: ['https://desk.example.com/api/oidc/callback'],
      grant_types: ['authorization_code', 'refresh_token'],
      // So that ID tokens name the session.
      backchannel_logout_uri: 'http://127.0.0.1:9/',
      backchannel_logout_session_required: true,
    },
  ],
  cookies: { keys: ['tests'] },
  claims: {
    openid: ['sub', 'sid', 'auth_time'],
    profile: ['name', 'preferred_username', 'roles', 'realm_access'],
    email: ['email'],
  },
  features: { devInteractions: { enabled: false }, backchannelLogout: { enabled: true } },
  interactions: { url: (_, { uid }) => `/interaction/${uid}` },
  pkce: { required: () => true },
  issueRefreshToken: async () => control.refreshTokens,
  rotateRefreshToken: true,
  ttl: { Session: 3600, Grant: 3600, Interaction: 600, IdToken: 300, AccessToken: 300, RefreshToken: 86_400 },
  findAccount(_, subject) {
    const claims = people().get(subject)
    return claims && { accountId: subject, claims: () => ({ sub: subject, ...claims }) }
  },
  async loadExistingGrant({ oidc }) {
    const { session, client } = oidc
    if (!session?.accountId || !client) return undefined
    const grant = new provider.Grant({ clientId: client.clientId, accountId: session.accountId })
    grant.addOIDCScope('openid profile email')
    await grant.save()
    return grant
  },
})
provider.use(async (ctx, next) => {
  await next()
  const { body } = ctx
  if (ctx.path !== '/token' || control.flaw === null || typeof body !== 'object' || !body?.id_token) return
  ctx.body = { ...body, id_token: await flawed(body.id_token, control.flaw) }
})
// The port of a sandbox is not known before.
provider.Client.prototype.redirectUriAllowed = (uri: string) => uri.endsWith('/api/oidc/callback')
provider.Client.prototype.postLogoutRedirectUriAllowed = (uri: string) => new URL(uri).pathname === '/'
const answer = provider.callback()
process.stdout.write(`The provider is ready: ${issuer}\n`)

async function handle(request: IncomingMessage, response: ServerResponse): Promise<void> {
  const { pathname, searchParams } = new URL(request.url ?? '/', issuer)
  if (pathname === '/control') {
    if (request.method === 'POST') control = Control.parse(JSON.parse(await text(request)))
    return void response.end(JSON.stringify(control))
  }
  if (pathname === '/control/logout-token')
    return void response.end(await logoutToken(Object.fromEntries(searchParams)))
  if (control.downAt === 'everywhere' || pathname === '/me') {
    if (control.down === 'hanging') return
    if (control.down === 'failing') return void response.writeHead(503).end('out of order')
  }
  if (pathname.startsWith('/interaction/')) return interact(request, response)
  await answer(request, response)
}

/** Signs in the named person with any password. */
async function interact(request: IncomingMessage, response: ServerResponse): Promise<void> {
  if (request.method !== 'POST') {
    response.setHeader('Content-Type', 'text/html')
    response.end(
      '<!doctype html><html lang="en"><title>Example Ltd</title><h1>Example Ltd</h1><form method="post"><label>Name <input name="name" autofocus></label> <button>Sign in</button> <button name="cancel" value="1">Cancel</button></form></html>',
    )
    return
  }
  const form = new URLSearchParams(await text(request))
  const accountId = form.get('name') ?? ''
  const result =
    form.has('cancel') || !people().has(accountId) ? { error: 'access_denied' } : { login: { accountId } }
  await provider.interactionFinished(request, response, result, { mergeWithLastSubmission: false })
}

/** An ID token with something wrong in it, signed as if the provider had meant it. */
async function flawed(idToken: string, flaw: Flaw): Promise<string> {
  const claims = decodeJwt(idToken)
  const now = Math.floor(Date.now() / 1000)
  const changes: Record<Flaw, object> = {
    nonce: { nonce: 'another nonce' },
    audience: { aud: 'another client' },
    issuer: { iss: 'https://elsewhere.example.com' },
    expired: { iat: now - 3600, exp: now - 600 },
    future: { iat: now + 3600, nbf: now + 3600, exp: now + 7200 },
    skewed: { iat: now + 40, nbf: now + 40, exp: now + 400 },
    signature: {},
    unasked: { auth_time: undefined },
    remembered: { auth_time: now - 3600 },
  }
  return signed({ ...claims, ...changes[flaw] }, flaw === 'signature' ? strangersKey : privateKey)
}

const signed = (claims: Record<string, unknown>, by: CryptoKey, typ = 'JWT') =>
  new SignJWT(claims).setProtectedHeader({ alg: 'RS256', kid: 'tests', typ }).sign(by)

const Override = z.record(z.string(), z.unknown())

function logoutToken({ claims = '{}' }: Record<string, string>): Promise<string> {
  const now = Math.floor(Date.now() / 1000)
  const whole = {
    iss: issuer,
    aud: CLIENT_ID,
    iat: now,
    exp: now + 120,
    jti: String(Math.random()),
    events: { [LOGOUT_EVENT]: {} },
  }
  return signed({ ...whole, ...Override.parse(JSON.parse(claims)) }, privateKey, 'logout+jwt')
}
