import { decodeJwt } from 'jose'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { createCompanySessions } from '../../../coordinator/oidc/company-sessions.ts'
import { SignedOut } from '../../../coordinator/protocol/session.ts'
import { systemRuntime } from '../../../coordinator/runtime.ts'
import { readSettings } from '../../../coordinator/settings.ts'
import { signInBrowser } from '../../setup/openid-provider/browser.ts'
import { openProvider, type TestProvider } from '../../setup/openid-provider/provider.ts'
import { type Office, openOffice, PUBLIC_URL } from '../api/office.ts'

const ANNA = { name: 'Anna Berg', preferred_username: 'anna', roles: ['front-desk'] }
const QUARTER_MS = 15 * 60_000 + 2

let provider: TestProvider
let office: Office

beforeAll(async () => {
  provider = await openProvider()
  office = await openOffice({ environment: provider.env, providerTimeoutS: 0.5 })
})
afterAll(async () => {
  await office.close()
  await provider.close()
})
beforeEach(async () => {
  await provider.tell({ people: { 's-anna': ANNA } })
  await office.redis.del(office.keys.oidcSessions)
  await office.sessions.closeAllOf('anna')
})

const browser = () => signInBrowser({ url: office.url, publicUrl: PUBLIC_URL })
const signedIn = async (site = browser()) => {
  expect(await site.signIn('s-anna')).toBe('#company=done')
  return site
}
const isIn = async ({ cookie }: { cookie: string }) =>
  (await office.request('GET', '/api/me', undefined, { cookie })).status === 200
const checkLater = async (ms = QUARTER_MS) => {
  office.passTime(ms)
  await office.oidc?.sessions.checkDue()
}
const audited = async () => {
  await office.audit.flush()
  return (await office.audit.page({ before: null, limit: 5 })).map(({ what, detail }) => [what, detail])
}

describe('while a session lasts, the provider is asked again', () => {
  test('who still has access stays, as often as it is asked, and the account follows the claims', async () => {
    const anna = await signedIn()
    for (let n = 0; n < 3; n++) await checkLater()
    expect(await isIn(anna)).toBe(true)
    await provider.change({ people: { 's-anna': { ...ANNA, name: 'Anna Tal' } } })
    await checkLater()
    expect(await office.accounts.find('anna')).toMatchObject({ name: 'Anna Tal', disabled: false })
    expect(await isIn(anna)).toBe(true)
  })

  test('who was removed there is out, within a quarter of an hour', async () => {
    const anna = await signedIn()
    await provider.change({ people: {} })
    await checkLater(QUARTER_MS / 2)
    expect(await isIn(anna)).toBe(true)
    await checkLater(QUARTER_MS / 2 + 1)
    expect(await isIn(anna)).toBe(false)
    expect((await audited())[0]).toEqual(['sessions_ended', 'refused'])
  })

  test('a session that is refused in mid-call leaves the desk and the talk to its agent, who signs in again', async () => {
    const site = await signedIn()
    const anna = office.person('anna', site.cookie)
    const callSid = await office.rings()
    await anna.command(`${callSid}/claim`)
    await office.joins(callSid, 'anna')
    const stream = await fetch(`${office.url}/api/events`, { headers: { cookie: anna.cookie } })
    await provider.change({ people: {} })
    await checkLater()
    expect(await stream.text()).not.toContain('signedOut')
    expect(await isIn(site)).toBe(false)
    expect((await anna.command(`${callSid}/hangup`)).status).toBe(401)
    expect((await office.calls.state(callSid))?.view).toMatchObject({
      state: 'active.talking',
      agentId: 'anna',
    })
    await provider.change({ people: { 's-anna': ANNA } })
    const again = await signedIn(site)
    const hungUp = await office.person('anna', again.cookie).command(`${callSid}/hangup`)
    expect(hungUp.status).toBe(200)
  })

  test('whose claims give no role any more is disabled', async () => {
    const anna = await signedIn()
    await provider.change({ people: { 's-anna': { ...ANNA, roles: [] } } })
    await checkLater()
    expect(await isIn(anna)).toBe(false)
    expect(await office.accounts.find('anna')).toMatchObject({ disabled: true })
    expect((await audited())[0]).toEqual(['account_disabled', 'no_role'])
  })

  test.each(['hanging', 'failing'] as const)('nobody is out because the provider is %s', async (down) => {
    const anna = await signedIn()
    await provider.change({ down })
    for (let n = 0; n < 2; n++) await checkLater()
    expect(await isIn(anna)).toBe(true)
    await provider.change({ down: null, people: {} })
    await checkLater(60_001)
    expect(await isIn(anna)).toBe(false)
  })

  test.each(['hanging', 'failing'] as const)(
    'nobody is out because its userinfo endpoint is %s',
    async (down) => {
      const anna = await signedIn()
      await provider.change({ down, downAt: 'userinfo' })
      await checkLater()
      for (let n = 0; n < 2; n++) await checkLater(60_001)
      expect(await isIn(anna)).toBe(true)
      await provider.change({ down: null, people: { 's-anna': { ...ANNA, name: 'Anna Alt' } } })
      await checkLater(60_001)
      expect(await isIn(anna)).toBe(true)
      expect(await office.accounts.find('anna')).toMatchObject({ name: 'Anna Alt' })
    },
  )

  test('several processes ask once, so that a refresh token that is good once is not refused', async () => {
    const anna = await signedIn()
    office.passTime(QUARTER_MS)
    await Promise.all([1, 2, 3].map(() => office.oidc?.sessions.checkDue()))
    await checkLater()
    expect(await isIn(anna)).toBe(true)
  })

  test('without refresh tokens a session lasts until its end', async () => {
    await provider.change({ refreshTokens: false })
    const anna = await signedIn()
    await checkLater()
    expect(await isIn(anna)).toBe(true)
    office.passTime(12 * 3_600_000)
    expect(await isIn(anna)).toBe(false)
  })

  test('who is removed while the provider is asked stays removed', async () => {
    const anna = await signedIn()
    const { oidc: settings } = readSettings(provider.env)
    if (!settings) throw new Error('There is no provider')
    const company = createCompanySessions({
      ...{ ...office, settings, clock: { now: office.now }, runtime: systemRuntime },
      log: { warn: () => undefined },
      provider: {
        signOutUrl: async () => null,
        async refresh(refreshToken) {
          await office.people.remove('anna', { who: null, from: 'test' })
          const claims = async () => ({ ...ANNA, iss: provider.issuer, sub: 's-anna' })
          return { refreshToken, idToken: null, claims }
        },
      },
    })
    office.passTime(QUARTER_MS)
    await company.checkDue()
    expect(await office.accounts.find('anna')).toBeNull()
    expect(await isIn(anna)).toBe(false)
  })

  test('what was kept of a session goes with it', async () => {
    const anna = await signedIn()
    expect(await office.redis.hlen(office.keys.oidcSessions)).toBe(1)
    await office.request('DELETE', '/api/session', undefined, { cookie: anna.cookie })
    await checkLater()
    expect(await office.redis.hlen(office.keys.oidcSessions)).toBe(0)
  })
})

describe('who signs out here', () => {
  const signOut = ({ cookie }: { cookie: string }) =>
    office.request('DELETE', '/api/session', undefined, { cookie })

  test('is sent to the provider to sign out there too', async () => {
    const anna = await signedIn()
    const { url = '' } = SignedOut.parse(await (await signOut(anna)).json())
    const { origin, searchParams } = new URL(url)
    expect(origin).toBe(provider.issuer)
    expect(searchParams.get('post_logout_redirect_uri')).toBe(`${PUBLIC_URL}/`)
    expect(decodeJwt(searchParams.get('id_token_hint') ?? '')).toMatchObject({ sub: 's-anna' })
    expect(await isIn(anna)).toBe(false)
    expect(await office.redis.hlen(office.keys.oidcSessions)).toBe(0)
  })

  test('is signed out here alone when the provider does not answer, or the password has opened the session', async () => {
    const anna = await signedIn()
    office.passTime(3_600_001)
    await provider.change({ down: 'failing' })
    expect((await signOut(anna)).status).toBe(200)
    await provider.change({ down: null })
    expect((await signOut(await office.employ('lee'))).status).toBe(204)
  })

  test('stays signed in there where the office says so', async () => {
    const environment = { ...provider.env, OIDC_SIGN_OUT: 'here' }
    const quiet = await openOffice({ environment })
    const site = signInBrowser({ url: quiet.url, publicUrl: PUBLIC_URL })
    expect(await site.signIn('s-anna')).toBe('#company=done')
    const answer = await quiet.request('DELETE', '/api/session', undefined, { cookie: site.cookie })
    expect(answer.status).toBe(204)
    await quiet.close()
  })
})

describe('who logs out at the provider is out here', () => {
  const tell = (logoutToken: string) =>
    fetch(`${office.url}/api/oidc/backchannel-logout`, {
      method: 'POST',
      body: new URLSearchParams({ logout_token: logoutToken }),
    })

  test('in all browsers, when the token names the person', async () => {
    const both = [await signedIn(), await signedIn()]
    expect((await tell(await provider.logoutToken({ sub: 's-anna' }))).status).toBe(200)
    expect(await Promise.all(both.map(isIn))).toEqual([false, false])
    expect((await audited())[0]).toEqual(['sessions_ended', 'logged_out'])
  })

  test('in one browser, when the token names a session', async () => {
    const [one, other] = [await signedIn(), await signedIn()]
    const kept = Object.values(await office.redis.hgetall(office.keys.oidcSessions))
    const sid: unknown = JSON.parse(kept[0] ?? '{}').sid
    expect(sid).toEqual(expect.any(String))
    const token = await provider.logoutToken({ sub: 's-anna', sid })
    // A provider repeats what it was not answered in time.
    for (let n = 0; n < 2; n++) expect((await tell(token)).status).toBe(200)
    expect((await Promise.all([one, other].map(isIn))).filter(Boolean)).toHaveLength(1)
  })

  test('in no browser, when the token names a session that is over here', async () => {
    const anna = await signedIn()
    await tell(await provider.logoutToken({ sub: 's-anna', sid: 'another' }))
    expect(await isIn(anna)).toBe(true)
  })

  test('in a browser whose session the provider has not named', async () => {
    const anna = await signedIn()
    for (const [hash, kept] of Object.entries(await office.redis.hgetall(office.keys.oidcSessions)))
      await office.redis.hset(
        office.keys.oidcSessions,
        hash,
        JSON.stringify({ ...JSON.parse(kept), sid: null }),
      )
    await tell(await provider.logoutToken({ sub: 's-anna', sid: 'one' }))
    expect(await isIn(anna)).toBe(false)
  })

  test('somebody who is signed in with a password is not', async () => {
    const lee = await office.employ('lee')
    await tell(await provider.logoutToken({ sub: 'lee' }))
    expect(await isIn(lee)).toBe(true)
  })

  test.each([
    ['for another client', { aud: 'another' }],
    ['of another provider', { iss: 'https://elsewhere.example.com' }],
    ['that is old', { iat: 1_700_000_000, exp: 1_700_000_100 }],
    ['that names nobody', { sub: undefined }],
    ['that is an ID token', { events: {} }],
    ['with a nonce', { nonce: 'n' }],
  ])('not by a token %s', async (_, claims) => {
    const anna = await signedIn()
    expect((await tell(await provider.logoutToken({ sub: 's-anna', ...claims }))).status).toBe(400)
    expect((await tell('made up')).status).toBe(400)
    expect(await isIn(anna)).toBe(true)
  })
})
