import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { companySignIn } from '../../../coordinator/going-live/checks/provider.ts'
import { readSettings } from '../../../coordinator/settings.ts'
import { signInBrowser } from '../../setup/openid-provider/browser.ts'
import { openProvider, type TestProvider } from '../../setup/openid-provider/provider.ts'
import { type Office, openOffice, PASSWORD, PUBLIC_URL } from '../api/office.ts'

const ANNA = { name: 'Anna Berg', preferred_username: 'anna@example.com', roles: ['front-desk'] }
const BOSS = { name: 'Bo Ss', preferred_username: 'boss', roles: ['staff', 'office-admin'] }

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
beforeEach(() => provider.tell({ people: { 's-anna': ANNA, 's-boss': BOSS } }))

const browser = () => signInBrowser({ url: office.url, publicUrl: PUBLIC_URL })
const me = async (cookie: string) =>
  (await office.request('GET', '/api/session', undefined, { cookie })).json()
const audited = async () => {
  await office.audit.flush()
  return office.audit.page({ before: null, limit: 50 })
}

describe('who signs in with the company’s account', () => {
  test('gets an account by the claims, bound to the subject', async () => {
    const anna = browser()
    expect(await anna.signIn('s-anna')).toBe('#company=done')
    expect(await me(anna.cookie)).toEqual({
      ...{ agentId: 'anna', name: 'Anna Berg', role: 'agent', presence: 'away', company: true },
    })
    const account = await office.accounts.find('anna')
    expect(account?.identity).toEqual({ issuer: provider.issuer, subject: 's-anna' })
    const [signedIn, added] = await audited()
    expect(signedIn).toMatchObject({ what: 'signed_in', who: 'anna', detail: 'company' })
    expect(added).toMatchObject({ what: 'account_added', target: 'anna', from: 'provider', detail: 'agent' })
  })

  test('has no password that opens a sign-in', async () => {
    await browser().signIn('s-anna')
    for (const password of ['', ' ', PASSWORD, 'null'])
      expect((await office.signIn('anna', password)).status).toBeGreaterThanOrEqual(400)
  })

  test('is called and may do what the claims say at each sign-in, under the same user name', async () => {
    await browser().signIn('s-anna')
    const renamed = { name: 'Anna Tal', preferred_username: 'anna.tal', roles: 'office-admin' }
    await provider.change({ people: { 's-anna': renamed } })
    const anna = browser()
    expect(await anna.signIn('s-anna')).toBe('#company=done')
    expect(await me(anna.cookie)).toMatchObject({ agentId: 'anna', name: 'Anna Tal', role: 'admin' })
    const ofAnna = (await audited()).filter(({ what }) => what !== 'sign_in_failed')
    expect(ofAnna.slice(0, 3).map(({ what, detail }) => [what, detail])).toEqual([
      ['signed_in', 'company'],
      ['role_changed', 'admin'],
      ['account_renamed', null],
    ])
  })

  test('has a session of twelve hours at most, however much it is used', async () => {
    const anna = browser()
    await anna.signIn('s-anna')
    const [session] = await office.sessions.listOf('anna')
    expect((session?.endsAt ?? 0) - (session?.createdAt ?? 0)).toBeLessThanOrEqual(12 * 3_600_000)
  })

  test('proves who it is at the provider before a guarded act, not with a password', async () => {
    const boss = browser()
    // A provider that does not say when it asked the person may not have asked now.
    await provider.change({ flaw: 'unasked' })
    await boss.signIn('s-boss')
    const ask = (cookie: string) =>
      office.request('POST', '/api/me/confirm', { password: PASSWORD }, { cookie })
    expect(await (await ask(boss.cookie)).json()).toMatchObject({ code: 'company_account' })
    const act = (cookie: string) => office.request('DELETE', '/api/people/nobody', undefined, { cookie })
    expect(await (await act(boss.cookie)).json()).toMatchObject({ code: 'confirmation_required' })
    expect(await boss.signIn('s-boss', '/api/oidc/sign-in?desk=boss&fresh=1')).toBe('#company-window=done')
    expect(await (await act(boss.cookie)).json()).toMatchObject({ code: 'not_found' })
    await provider.change({ flaw: 'remembered' })
    expect(await boss.signIn('s-boss', '/api/oidc/sign-in?desk=boss&fresh=1')).toBe(
      '#company-window=not_proven',
    )
  })
})

describe('nobody is signed in', () => {
  const refusedFor = async (work: () => Promise<string>) => {
    const before = await office.sessions.counts()
    const said = await work()
    expect(await office.sessions.counts()).toEqual(before)
    return said.split('=')[1]
  }

  test('whose claims give no role, and an account of theirs is disabled until they do again', async () => {
    const anna = browser()
    await anna.signIn('s-anna')
    await provider.change({ people: { 's-anna': { ...ANNA, roles: ['warehouse'] } } })
    expect(await browser().signIn('s-anna')).toBe('#company=no_role')
    expect(await office.accounts.find('anna')).toMatchObject({ disabled: true })
    expect(await me(anna.cookie)).toBeNull()
    const [failed, disabled] = await audited()
    expect(failed).toMatchObject({ what: 'sign_in_failed', target: 'anna', detail: 'company_no_role' })
    expect(disabled).toMatchObject({ what: 'account_disabled', target: 'anna', detail: 'no_role' })
    await provider.change({ people: { 's-anna': ANNA } })
    expect(await browser().signIn('s-anna')).toBe('#company=done')
  })

  test('who has no role and no account: none is made', async () => {
    await provider.change({ people: { 's-new': { ...ANNA, preferred_username: 'newbie', roles: [] } } })
    expect(await browser().signIn('s-new')).toBe('#company=no_role')
    expect(await office.accounts.find('newbie')).toBeNull()
  })

  test('who is disabled by an administrator, also when the claims give a role', async () => {
    await browser().signIn('s-anna')
    await office.accounts.setDisabled('anna', true)
    expect(await refusedFor(() => browser().signIn('s-anna'))).toBe('disabled')
    await office.accounts.setDisabled('anna', false)
  })

  test('whose user name somebody here has, until an administrator allows the link', async () => {
    await office.hire('kim', 'supervisor')
    const boss = await office.employ('chief', 'admin')
    await provider.change({ people: { 's-kim': { ...ANNA, preferred_username: 'kim', name: 'Kim' } } })
    expect(await refusedFor(() => browser().signIn('s-kim'))).toBe('name_taken')
    expect((await boss.request('POST', '/api/people/kim/link')).status).toBe(204)
    expect(await browser().signIn('s-kim')).toBe('#company=done')
    expect(await office.accounts.find('kim')).toMatchObject({ role: 'agent', identity: { subject: 's-kim' } })
    expect((await office.signIn('kim')).status).toBe(401)
    await provider.change({ people: { 's-other': { ...ANNA, preferred_username: 'kim' } } })
    expect(await refusedFor(() => browser().signIn('s-other'))).toBe('name_taken')
  })

  test('whose name would be no user name', async () => {
    await provider.change({ people: { 's-x': { ...ANNA, preferred_username: '李' } } })
    expect(await refusedFor(() => browser().signIn('s-x'))).toBe('no_username')
  })

  test('who gives up at the provider', async () => {
    expect(await refusedFor(() => browser().signIn(null))).toBe('cancelled')
  })

  test('by an answer that was used, that another browser gets, or that comes too late', async () => {
    const anna = browser()
    const answer = await anna.answerFor('s-anna')
    const another = await (await browser().open(answer)).headers.get('location')
    expect(another).toBe('/#company=expired')
    // The stranger has used it up.
    expect((await anna.open(answer)).headers.get('location')).toBe('/#company=expired')
    const second = await anna.answerFor('s-anna')
    expect((await anna.open(second)).headers.get('location')).toBe('/#company=done')
    expect((await anna.open(second)).headers.get('location')).toBe('/#company=expired')
    const forged = new URL(`${PUBLIC_URL}/api/oidc/callback?code=abc&state=made-up`)
    expect((await anna.open(forged)).headers.get('location')).toBe('/#company=expired')
  })

  test('by a code that the provider refuses', async () => {
    const anna = browser()
    const answer = await anna.answerFor('s-anna')
    answer.searchParams.set('code', 'made-up')
    expect((await anna.open(answer)).headers.get('location')).toBe('/#company=expired')
  })

  test.each(['nonce', 'audience', 'issuer', 'expired', 'future', 'signature'] as const)(
    'by an ID token with a wrong %s',
    async (flaw) => {
      await provider.change({ flaw })
      expect(await refusedFor(() => browser().signIn('s-anna'))).toBe('not_proven')
    },
  )

  test('a clock that is less than a minute off does no harm', async () => {
    await provider.change({ flaw: 'skewed' })
    expect(await browser().signIn('s-anna')).toBe('#company=done')
  })

  test.each(['hanging', 'failing'] as const)(
    'while the provider is %s, and a password works',
    async (down) => {
      const anna = browser()
      const answer = await anna.answerFor('s-anna')
      await provider.change({ down })
      expect((await anna.open(answer)).headers.get('location')).toBe('/#company=unreachable')
      await office.employ('lee')
      await provider.change({ down: null })
      expect(await browser().signIn('s-anna')).toBe('#company=done')
    },
  )

  test('over the desk of somebody else', async () => {
    await browser().signIn('s-anna')
    expect(await browser().signIn('s-boss', '/api/oidc/sign-in?desk=anna')).toBe(
      '#company-window=another_person',
    )
  })

  test('by a page of another site, and no answer leads to another site', async () => {
    const headers = { 'sec-fetch-site': 'cross-site' }
    const begun = await office.request(
      'GET',
      '/api/oidc/sign-in?next=https://evil.example',
      undefined,
      headers,
    )
    expect(begun.headers.get('location')).toBe('/')
  })

  test('when the first answer of the provider, what it offers, does not come; it is asked again', async () => {
    await provider.change({ down: 'failing' })
    const fresh = await openOffice({ environment: provider.env, providerTimeoutS: 0.5 })
    const start = () => fresh.request('GET', '/api/oidc/sign-in')
    expect((await start()).headers.get('location')).toBe('/#company=unreachable')
    await provider.change({ down: null })
    expect((await start()).headers.get('location')).toMatch(provider.issuer)
    await fresh.close()
  })
})

test('with LOCAL_SIGN_IN=admins passwords are for administrators alone', async () => {
  const strict = await openOffice({
    environment: { ...provider.env, LOCAL_SIGN_IN: 'admins', OIDC_NAME: 'Example Ltd' },
  })
  expect(await (await strict.request('GET', '/api/sign-in')).json()).toEqual({
    ...{ company: { name: 'Example Ltd' }, passwords: 'admins' },
  })
  await strict.hire('root', 'admin')
  await strict.hire('pat')
  expect(await (await strict.signIn('pat')).json()).toMatchObject({ code: 'company_account' })
  expect(await (await strict.signIn('pat', 'wrong')).json()).toMatchObject({ code: 'bad_credentials' })
  expect((await strict.signIn('root')).status).toBe(204)
  await strict.close()
})

test('what an administrator cannot do to a person of the provider is said', async () => {
  await browser().signIn('s-anna')
  const chief = await office.employ('chief2', 'admin')
  const acts = [
    ['PATCH', '', { role: 'agent' }],
    ['PATCH', '', { name: 'Another' }],
    ['POST', '/invite', undefined],
    ['POST', '/password', undefined],
  ] as const
  for (const [method, path, body] of acts) {
    const refused = await chief.request(method, `/api/people/anna${path}`, body)
    expect([refused.status, (await refused.json()).code]).toEqual([409, 'company_account'])
  }
  const people = (await (await chief.get('/api/people')).json()) as { agentId: string; password: string }[]
  expect(people.find(({ agentId }) => agentId === 'anna')?.password).toBe('none')
})

test('the last administrator with a password stays, however many the provider has', async () => {
  const only = await openOffice({ environment: provider.env })
  await only.hire('root', 'admin')
  const boss = signInBrowser({ url: only.url, publicUrl: PUBLIC_URL })
  expect(await boss.signIn('s-boss')).toBe('#company=done')
  await expect(only.accounts.setDisabled('root', true)).rejects.toThrow('only administrator')
  const linked = await boss.post('/api/people/root/link')
  expect(await linked.json()).toMatchObject({ code: 'only_admin' })
  // An administrator of the provider loses access all the same.
  await provider.change({ people: { 's-boss': { ...BOSS, roles: [] } } })
  const again = signInBrowser({ url: only.url, publicUrl: PUBLIC_URL })
  expect(await again.signIn('s-boss')).toBe('#company=no_role')
  expect(await only.accounts.find('boss')).toMatchObject({ disabled: true })
  await only.close()
})

test('two first sign-ins at the same moment make one account', async () => {
  await provider.change({ people: { 's-twin': { ...ANNA, preferred_username: 'twin' } } })
  const both = await Promise.all([browser().signIn('s-twin'), browser().signIn('s-twin')])
  expect(both).toEqual(['#company=done', '#company=done'])
})

test('nothing secret is in the log', async () => {
  const anna = browser()
  const answer = await anna.answerFor('s-anna')
  await anna.open(answer)
  const all = office.lines.join('')
  for (const secret of [
    answer.searchParams.get('code') ?? '?',
    answer.searchParams.get('state') ?? '?',
    's-anna',
  ])
    expect(all).not.toContain(secret)
})

describe('the doctor', () => {
  const verdict = async (changes: Record<string, string> = {}) => {
    const { oidc } = readSettings({ ...provider.env, ...changes })
    if (!oidc) throw new Error('no provider')
    const { state, said } = await companySignIn(
      { publicUrl: PUBLIC_URL, clock: { now: Date.now } },
      oidc,
    ).run()
    return `${state}: ${said.replace(provider.issuer, 'it')}`
  }
  test('says what is right, and what is wrong with the settings of the provider', async () => {
    expect(await verdict()).toBe('ok: it knows this client')
    expect(await verdict({ OIDC_CLIENT_SECRET: 'another' })).toBe(
      'wrong: it refuses this client (invalid_client)',
    )
    expect(await verdict({ OIDC_CLIENT_ID: 'another' })).toBe('wrong: it refuses a sign-in with 400')
    expect(await verdict({ OIDC_ISSUER: `${provider.issuer}/elsewhere` })).toMatch(
      'does not answer as an OpenID provider',
    )
    expect(await verdict({ OIDC_ISSUER: provider.issuer.replace('127.0.0.1', 'localhost') })).toMatch(
      'calls itself by another name',
    )
  })
})
