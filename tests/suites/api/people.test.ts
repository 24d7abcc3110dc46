import { afterAll, afterEach, beforeAll, expect, test } from 'vitest'
import { createPreferences } from '../../../coordinator/accounts/preferences.ts'
import type { SessionView } from '../../../coordinator/protocol/account.ts'
import type { AuditEntry } from '../../../coordinator/protocol/audit.ts'
import { invitationIn } from '../../../coordinator/protocol/invitation-link.ts'
import type { InvitationLink, Person } from '../../../coordinator/protocol/people.ts'
import { until } from '../../setup/desk.ts'
import {
  codeIn,
  cookieOf,
  type Office,
  openOffice,
  PASSWORD,
  PUBLIC_URL,
  problemIn,
  type Person as SignedIn,
} from './office.ts'

let office: Office
let ada: SignedIn

beforeAll(async () => {
  office = await openOffice({ trustedProxies: 1 })
  ada = await office.employ('ada', 'admin')
})
afterEach(() => office.accounts.setDisabled('ada', false))
afterAll(() => office.close())

const act = (method: string, path = '', body?: object) => ada.request(method, `/api/people${path}`, body)

async function person(agentId: string): Promise<Person | undefined> {
  const people = (await (await ada.get('/api/people')).json()) as Person[]
  return people.find((one) => one.agentId === agentId)
}

async function audited(limit: number) {
  await office.audit.flush()
  const entries = (await (await ada.get(`/api/audit?limit=${limit}`)).json()) as AuditEntry[]
  return entries.map(({ what, who, target, detail }) => [what, who, target, detail])
}

async function invited(agentId: string, role = 'agent') {
  const answer = await act('POST', '', { agentId, name: agentId.toUpperCase(), role })
  expect(answer.status).toBe(201)
  const link = (await answer.json()) as InvitationLink
  expect(link).toMatchObject((await person(agentId)) ?? { agentId: 'nobody' })
  return { ...link, ...invitationIn(new URL(link.link).hash) }
}

const isIn = async (someone: SignedIn) => (await someone.get('/api/me')).status === 200

test('nobody but an administrator sees or changes anybody', async () => {
  const others = [
    await office.employ('olga', 'ops'),
    await office.employ('sue', 'supervisor'),
    await office.employ('al'),
  ]
  const requests: [string, string, object?][] = [
    ['GET', '/api/people'],
    ['POST', '/api/people', { agentId: 'x', name: 'X' }],
    ['PATCH', '/api/people/al', { role: 'admin' }],
    ['DELETE', '/api/people/al'],
    ['POST', '/api/people/al/invite'],
    ['POST', '/api/people/al/password'],
    ['DELETE', '/api/people/al/second-factor'],
    ['GET', '/api/people/al/sessions'],
    ['DELETE', '/api/people/al/sessions'],
    ['DELETE', '/api/people/al/sessions/any'],
  ]
  for (const other of others)
    for (const request of requests)
      expect(await codeIn(await other.request(...request))).toEqual([403, 'forbidden'])
  expect((await office.request('GET', '/api/people')).status).toBe(401)
  expect(await person('al')).toMatchObject({ role: 'agent', disabled: false, sessions: 1 })
})

test('an administrator who has not proven for long who it is must do so before a change', async () => {
  await office.hire('eve')
  const boss = await office.employ('boss', 'admin')
  office.passTime(11 * 60_000)
  expect(await codeIn(await boss.request('PATCH', '/api/people/eve', { disabled: true }))).toEqual([
    403,
    'confirmation_required',
  ])
  expect((await boss.get('/api/people')).status).toBe(200)
  expect(await person('eve')).toMatchObject({ disabled: false })
  await office.accounts.remove('boss')
  ada = await office.employ('ada')
})

test('everybody is listed as they are', async () => {
  const ben = await office.employ('ben')
  await office.employ('ben')
  const { lastSeen, ...rest } = (await person('ben')) ?? {}
  expect(rest).toEqual({
    agentId: 'ben',
    name: 'BEN',
    role: 'agent',
    disabled: false,
    password: 'own',
    passwordUntil: null,
    secondFactor: null,
    needsSecondFactor: false,
    sessions: 2,
    onlyAdmin: false,
  })
  office.passTime(5 * 60_000)
  await ben.get('/api/me')
  await ben.request('DELETE', '/api/session')
  const after = await person('ben')
  expect(Date.parse(after?.lastSeen ?? '') - Date.parse(lastSeen ?? '')).toBeGreaterThanOrEqual(5 * 60_000)
  expect(after).toMatchObject({ sessions: 1 })
  expect(await person('ada')).toMatchObject({ onlyAdmin: true })
})

test('a name, a role and the end of all sessions reach the agent at once, and are audited', async () => {
  const cal = await office.employ('cal')
  const renamed = await act('PATCH', '/cal', { name: ' Cal  Ott ' })
  expect([renamed.status, await renamed.json()]).toEqual([200, await person('cal')])
  await until(() => office.desk.agent('cal')?.name === 'Cal Ott')
  expect(await isIn(cal)).toBe(true)
  expect((await act('DELETE', '/cal/sessions')).status).toBe(204)
  expect(await isIn(cal)).toBe(false)
  const again = await office.employ('cal')
  expect((await act('PATCH', '/cal', { role: 'supervisor' })).status).toBe(200)
  expect(await isIn(again)).toBe(false)
  expect((await audited(20)).filter(([, who, target]) => who === 'ada' && target === 'cal')).toEqual([
    ['role_changed', 'ada', 'cal', 'supervisor'],
    ['sessions_ended', 'ada', 'cal', null],
    ['account_renamed', 'ada', 'cal', null],
  ])
})

test('the sessions of somebody are shown, and end one by one', async () => {
  const from = { 'x-forwarded-for': '203.0.113.5', 'user-agent': 'Mozilla/5.0 Firefox/140.0' }
  const here = await office.employ('bea')
  const there = office.person('bea', cookieOf(await office.signIn('bea', PASSWORD, from)))
  const list = async () => (await (await ada.get('/api/people/bea/sessions')).json()) as SessionView[]
  const [one, other] = [await list(), await list()].flat().filter(({ address }) => address === '203.0.113.5')
  expect(one).toEqual({
    id: other?.id,
    current: false,
    createdAt: expect.any(String),
    usedAt: expect.any(String),
    expiresAt: expect.any(String),
    address: '203.0.113.5',
    userAgent: from['user-agent'],
  })
  expect((await act('DELETE', `/bea/sessions/${one?.id}`)).status).toBe(204)
  expect([await isIn(here), await isIn(there)]).toEqual([true, false])
  expect(await list()).toHaveLength(1)
  expect(office.desk.agent('bea')?.presence).toBe('away')
  for (const { id } of await list())
    for (let n = 0; n < 2; n++) expect((await act('DELETE', `/bea/sessions/${id}`)).status).toBe(204)
  expect([await isIn(here), await list()]).toEqual([false, []])
  await until(() => office.desk.hasSignedOut('bea'))
  expect((await audited(1))[0]).toEqual(['sessions_ended', 'ada', 'bea', 'one'])
  for (const method of ['GET', 'DELETE'])
    expect(
      await codeIn(await act(method, `/nobody/sessions${method === 'GET' ? '' : `/${one?.id}`}`)),
    ).toEqual([404, 'not_found'])
})

test('what is no change, no name or no role is refused by its field', async () => {
  await office.hire('dee')
  for (const [body, path] of [
    [{}, ''],
    [{ name: ' ' }, 'name'],
    [{ role: 'king' }, 'role'],
    [{ disabled: 'yes' }, 'disabled'],
  ] as const) {
    const problem = await problemIn(await act('PATCH', '/dee', body))
    expect([problem.code, problem.errors?.[0]?.path]).toEqual(['invalid_request', path])
  }
  expect(await codeIn(await act('PATCH', '/nobody', { name: 'X' }))).toEqual([404, 'not_found'])
  expect(await codeIn(await act('POST', '', { agentId: 'dee', name: 'Other' }))).toEqual([
    409,
    'agent_exists',
  ])
  expect(await codeIn(await act('POST', '', { agentId: 'Dee Dee', name: 'Other' }))).toEqual([
    400,
    'invalid_request',
  ])
})

test('who is disabled is out, and may come back', async () => {
  const eli = await office.employ('eli')
  expect((await act('PATCH', '/eli', { disabled: true })).status).toBe(200)
  expect(await isIn(eli)).toBe(false)
  expect((await office.signIn('eli')).status).toBe(401)
  expect(office.desk.hasSignedOut('eli')).toBe(true)
  await act('PATCH', '/eli', { disabled: false })
  expect((await office.signIn('eli')).status).toBe(204)
})

test('the only administrator is kept, whatever two of them do to each other at once', async () => {
  const acts: [string, string, object?][] = [
    ['PATCH', '/ada', { disabled: true }],
    ['PATCH', '/ada', { role: 'agent' }],
    ['DELETE', '/ada'],
    ['POST', '/ada/invite'],
    ['POST', '/ada/password'],
  ]
  for (const request of acts) expect(await codeIn(await act(...request))).toEqual([409, 'only_admin'])
  const ian = await office.employ('ian', 'admin')
  const answers = await Promise.all([
    act('PATCH', '/ian', { disabled: true }),
    ian.request('PATCH', '/api/people/ada', { disabled: true }),
  ])
  expect(answers.filter(({ status }) => status === 200)).toHaveLength(1)
  const admins = (await office.accounts.list()).filter(({ role, disabled }) => role === 'admin' && !disabled)
  expect(admins).toHaveLength(1)
  await office.accounts.setDisabled('ada', false)
  ada = await office.employ('ada')
})

test('who is removed leaves nothing behind, and can be added again', async () => {
  const fay = await office.employ('fay')
  await fay.request('PATCH', '/api/me/preferences', { language: 'de' })
  await until(() => office.desk.agent('fay') !== undefined)
  expect((await act('DELETE', '/fay')).status).toBe(204)
  expect(await isIn(fay)).toBe(false)
  await until(() => office.desk.agent('fay') === undefined)
  // What comes late from an agent's console brings nobody back.
  await office.agents.send('fay', 'Fay', { type: 'STREAM_CLOSED', streamId: 'gone' })
  await office.agents.send('fay', 'Fay', { type: 'SIGN_OUT' })
  expect((await office.agents.roster()).some(({ agentId }) => agentId === 'fay')).toBe(false)
  expect(await person('fay')).toBeUndefined()
  const keys = ['last-seen', 'preferences', 'second-factors', 'accounts'].map(
    (name) => office.keys.prefix + name,
  )
  for (const key of keys) expect(await office.redis.hget(key, 'fay')).toBeNull()
  expect(await office.redis.exists(office.keys.agent('fay'), office.keys.agentHistory('fay'))).toBe(0)
  expect(await codeIn(await act('DELETE', '/fay'))).toEqual([404, 'not_found'])
  await invited('fay')
  await until(() => office.desk.agent('fay')?.name === 'FAY')
  expect((await createPreferences(office.redis, office.keys).of('fay')).language).toBe('auto')
})

test('a password that was reset opens one sign-in, which asks for another', async () => {
  const gus = await office.employ('gus')
  const answer = await act('POST', '/gus/password')
  const { password } = (await answer.json()) as { password: string }
  expect(await isIn(gus)).toBe(false)
  expect((await office.signIn('gus')).status).toBe(401)
  expect(await person('gus')).toMatchObject({ password: 'temporary', passwordUntil: expect.any(String) })
  expect(await codeIn(await office.signIn('gus', password))).toEqual([401, 'password_change_required'])
  const body = { username: 'gus', password, newPassword: 'chosen by himself' }
  expect((await office.request('POST', '/api/session', body)).status).toBe(204)
  expect(await person('gus')).toMatchObject({ password: 'own', passwordUntil: null })
})

test('a second factor that was taken away is not asked for, and its sessions are over', async () => {
  const hal = await office.employ('hal')
  const factors = `${office.keys.prefix}second-factors`
  const totp = { secret: 'JBSWY3DPEHPK3PXP', usedPeriod: 0, addedAt: office.now() }
  await office.redis.hset(factors, 'hal', JSON.stringify({ totp }))
  expect(await person('hal')).toMatchObject({ secondFactor: 'totp' })
  expect((await act('DELETE', '/hal/second-factor')).status).toBe(204)
  expect(await isIn(hal)).toBe(false)
  expect(await person('hal')).toMatchObject({ secondFactor: null })
  expect((await office.signIn('hal', PASSWORD)).status).toBe(204)
})

test('a link opens one sign-in, in which a password is chosen by the rules', async () => {
  const { link, username, secret } = await invited('ivy', 'supervisor')
  expect(link.startsWith(`${PUBLIC_URL}/#`)).toBe(true)
  const stateNow = async () => (await office.request('POST', '/api/invitation', { username, secret })).json()
  const accept = (more: object, headers = {}) =>
    office.request('POST', '/api/session', { username, password: secret, ...more }, headers)
  expect(await stateNow()).toEqual({ state: 'good' })
  expect(await person('ivy')).toMatchObject({ password: 'invited', lastSeen: null, sessions: 0 })
  expect(await codeIn(await accept({}))).toEqual([401, 'password_change_required'])
  const weak = await problemIn(await accept({ newPassword: 'Password1' }))
  expect([weak.code, weak.errors?.[0]?.path]).toEqual(['invalid_request', 'newPassword'])
  const foreign = { origin: 'https://evil.example' }
  expect(await codeIn(await accept({ newPassword: 'chosen by herself' }, foreign))).toEqual([
    403,
    'foreign_origin',
  ])
  const accepted = await accept({ newPassword: 'chosen by herself' })
  expect(accepted.status).toBe(204)
  expect(await isIn(office.person('ivy', cookieOf(accepted)))).toBe(true)
  expect((await accept({ newPassword: 'chosen by a thief' })).status).toBe(401)
  expect(await stateNow()).toEqual({ state: 'used' })
  expect(await person('ivy')).toMatchObject({ password: 'own', sessions: 1 })
  expect((await audited(3)).reverse()).toEqual([
    ['password_changed', 'ivy', 'ivy', null],
    ['signed_in', 'ivy', null, null],
    ['sign_in_failed', null, 'ivy', null],
  ])
})

test('a newer link replaces an older one, and the password', async () => {
  const jan = await office.employ('jan')
  const links: { username?: string; secret?: string }[] = []
  for (let n = 0; n < 2; n++) {
    const answer = (await (await act('POST', '/jan/invite')).json()) as InvitationLink
    links.push(invitationIn(new URL(answer.link).hash) ?? {})
  }
  expect(await isIn(jan)).toBe(false)
  expect((await office.signIn('jan')).status).toBe(401)
  const states = await Promise.all(links.map((link) => office.request('POST', '/api/invitation', link)))
  expect(await Promise.all(states.map((answer) => answer.json()))).toEqual([
    { state: 'void' },
    { state: 'good' },
  ])
  office.passTime(25 * 3_600_000)
  const late = await office.request('POST', '/api/invitation', links[1])
  expect(await late.json()).toEqual({ state: 'expired' })
  ada = await office.employ('ada')
  expect(
    (await audited(20)).filter(([what, , target]) => what === 'account_invited' && target === 'jan'),
  ).toHaveLength(2)
})

test('links are guessed no faster than passwords', async () => {
  const from = { 'x-forwarded-for': '203.0.113.77' }
  await office.hire('kim')
  const guess = () => office.request('POST', '/api/invitation', { username: 'kim', secret: 'a guess' }, from)
  for (let n = 0; n < 10; n++) expect(await (await guess()).json()).toEqual({ state: 'void' })
  expect(await codeIn(await guess())).toEqual([429, 'rate_limited'])
  expect(await codeIn(await office.signIn('kim', PASSWORD, from))).toEqual([429, 'rate_limited'])
})

test('a file adds everybody or nobody, after it was looked at', async () => {
  const send = (csv: string, dryRun: boolean) =>
    ada.request('POST', `/api/people/import?dryRun=${dryRun}`, csv, { 'content-type': 'text/csv' })
  await office.hire('lee')
  const wrong =
    'Name;Benutzername;Rolle\nLee;lee;\nMia Ödön;;Leitung\n;nora;\nNina;mia_odon;agent\nOle;ole;king\nEve;eve;__proto__\n'
  const errors = [
    { line: 2, message: 'has a user name that is taken' },
    { line: 4, message: 'has no name of at most 80 characters' },
    { line: 5, message: 'has a user name that is there twice' },
    { line: 6, message: 'has a role that there is not' },
    { line: 7, message: 'has a role that there is not' },
  ]
  const people = [{ agentId: 'mia_odon', name: 'Mia Ödön', role: 'supervisor' }]
  expect(await (await send(wrong, true)).json()).toEqual({ people, errors, links: [] })
  const refused = await problemIn(await send(wrong, false))
  expect(refused.errors).toEqual(errors.map(({ line, message }) => ({ path: `line ${line}`, message })))
  expect(await person('mia_odon')).toBeUndefined()
  expect(await (await send('first,second\na,b\n', true)).json()).toMatchObject({
    errors: [{ line: 1, message: 'no column is called name' }],
  })
  expect(await (await send('name\n', false)).json()).toEqual({ people: [], errors: [], links: [] })
  const right = 'name,user name\nPia Post,\nQuinn,q_1\n'
  const imported = (await (await send(right, false)).json()) as { links: InvitationLink[] }
  expect(imported.links.map(({ agentId }) => agentId)).toEqual(['pia_post', 'q_1'])
  expect(await person('q_1')).toMatchObject({ name: 'Quinn', role: 'agent', password: 'invited' })
  const { username = '', secret = '' } = invitationIn(new URL(imported.links[0]?.link ?? '').hash) ?? {}
  expect(await office.accounts.invitationState(username, secret)).toBe('good')
})
