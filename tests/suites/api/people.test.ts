import { afterAll, afterEach, beforeAll, expect, onTestFinished, test } from 'vitest'
import { createPreferences } from '../../../coordinator/accounts/preferences.ts'
import type { SessionView } from '../../../coordinator/protocol/account.ts'
import { until } from '../../setup/desk.ts'
import {
  codeIn,
  cookieOf,
  type Office,
  openOffice,
  PASSWORD,
  problemIn,
  type Person as SignedIn,
} from './office.ts'
import { peopleOf } from './people.ts'

let office: Office
let ada: SignedIn

beforeAll(async () => {
  office = await openOffice({ trustedProxies: 1 })
  ada = await office.employ('ada', 'admin')
})
afterEach(() => office.accounts.setDisabled('ada', false))
afterAll(() => office.close())

const { act, person, audited, invited, isIn } = peopleOf(
  () => office,
  () => ada,
)

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
  onTestFinished(async () => {
    await office.accounts.remove('boss')
    ada = await office.employ('ada')
  })
  office.passTime(11 * 60_000)
  expect(await codeIn(await boss.request('PATCH', '/api/people/eve', { disabled: true }))).toEqual([
    403,
    'confirmation_required',
  ])
  expect((await boss.get('/api/people')).status).toBe(200)
  expect(await person('eve')).toMatchObject({ disabled: false })
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
  expect(office.desk.agent('eli')).toMatchObject({ name: 'ELI', presence: 'offline', disabled: true })
  await act('PATCH', '/eli', { disabled: false })
  expect(office.desk.agent('eli')?.disabled).toBeUndefined()
  expect((await office.signIn('eli')).status).toBe(204)
})

test('nobody can transfer, park for or call who is disabled, and is told why', async () => {
  await office.employ('ora')
  const mia = await office.employ('mia')
  await act('PATCH', '/ora', { disabled: true })
  const callSid = await office.talks(mia)
  const why = 'The account of ORA is disabled'
  for (const kind of ['blind', 'consult']) {
    const refused = await mia.command(`${callSid}/transfer`, { to: 'agent:ora', kind })
    expect(await problemIn(refused)).toMatchObject({ code: 'target_unavailable', detail: why })
  }
  const parked = await mia.command(`${callSid}/park`, { for: 'ora', elseTo: 'agent:ora' })
  expect((await problemIn(parked)).errors).toEqual([
    { path: 'for', message: why },
    { path: 'elseTo', message: why },
  ])
  await mia.command(`${callSid}/hangup`)
  await until(() => office.desk.agent('mia')?.callSid === null)
  const called = await mia.request('POST', '/api/calls', { to: 'agent:ora' })
  expect(await problemIn(called)).toMatchObject({ code: 'target_unavailable', detail: why })
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
  onTestFinished(async () => {
    await office.accounts.remove('ian')
    ada = await office.employ('ada')
  })
  const answers = await Promise.all([
    act('PATCH', '/ian', { disabled: true }),
    ian.request('PATCH', '/api/people/ada', { disabled: true }),
  ])
  expect(answers.filter(({ status }) => status === 200)).toHaveLength(1)
  const admins = (await office.accounts.list()).filter(({ role, disabled }) => role === 'admin' && !disabled)
  expect(admins).toHaveLength(1)
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
