import { afterAll, beforeAll, beforeEach, expect, onTestFinished, test } from 'vitest'
import type { SettingsView } from '../../../coordinator/protocol/settings.ts'
import { type Office, openOffice, type Person, problemIn } from './office.ts'

let office: Office
let ada: Person

beforeAll(async () => {
  office = await openOffice({ environment: { DIAL_TIMEOUT_S: '033' } })
  ada = await office.employ('ada', 'admin')
})
afterAll(() => office.close())
beforeEach(() => office.redis.del(office.keys.settings, office.keys.audit('setting_changed')))

const read = async (by = ada) => (await (await by.get('/api/settings')).json()) as SettingsView
const put = async (settings: Record<string, unknown>, by = ada, rev?: number) =>
  by.request('PUT', '/api/settings', { settings }, { 'if-match': `"${rev ?? (await read()).rev}"` })
const audited = async () => {
  await office.audit.flush()
  const entries = await office.audit.page({ before: null, limit: 100 })
  return entries.filter(({ what }) => what === 'setting_changed')
}

test('an administrator reads every setting with its default and its limits, and nobody else does', async () => {
  const response = await ada.get('/api/settings')
  expect([response.status, response.headers.get('etag')]).toEqual([200, '"0"'])
  const { settings } = (await response.json()) as SettingsView
  expect(settings.RING_TIMEOUT_S).toEqual({
    ...{ value: 30, default: 30, number: { least: 1, most: 86_400, unit: 'seconds' }, options: null },
    ...{ lockedBy: null, lastChange: null },
  })
  expect(settings.OUTSIDE_MINUTES).toMatchObject({
    ...{ value: 6_000, number: { most: 1_000_000, unit: 'minutes' } },
  })
  expect(settings.DIAL_TIMEOUT_S).toMatchObject({ value: 33, default: 45, lockedBy: 'DIAL_TIMEOUT_S' })
  const sue = await office.employ('sue', 'supervisor')
  expect((await sue.get('/api/settings')).status).toBe(403)
  expect((await put({ RING_TIMEOUT_S: { value: 5 } }, sue)).status).toBe(403)
})

test('a change says who made it and what was there before, in the audit log too, and is undone by what was there before', async () => {
  const changed = await put({ RING_TIMEOUT_S: { value: 45 }, JOIN_TIMEOUT_S: { value: 12 } })
  expect([changed.status, changed.headers.get('etag')]).toEqual([200, '"1"'])
  const { rev, settings } = (await changed.json()) as SettingsView
  expect(settings.RING_TIMEOUT_S).toMatchObject({
    value: 45,
    lastChange: { by: { agentId: 'ada', name: 'ADA' }, before: null, at: expect.any(String) },
  })
  // It has the value that it had.
  expect(settings.JOIN_TIMEOUT_S?.lastChange).toBeNull()
  expect(await audited()).toMatchObject([{ who: 'ada', target: 'RING_TIMEOUT_S', detail: 'default → 45' }])

  expect((await put({ RING_TIMEOUT_S: { value: settings.RING_TIMEOUT_S?.lastChange?.before } })).status).toBe(
    200,
  )
  const undone = await read()
  expect(undone).toMatchObject({ rev: rev + 1, settings: { RING_TIMEOUT_S: { value: 30 } } })
  expect(undone.settings.RING_TIMEOUT_S?.lastChange?.before).toBe(45)
  expect((await audited())[0]).toMatchObject({ detail: '45 → default' })
})

test('what was read can be sent back as it is, and changes nothing', async () => {
  const before = await read()
  expect(await (await put(before.settings)).json()).toEqual(before)
})

test('of two administrators who save at once, the second is told who was first', async () => {
  const bea = await office.employ('bea', 'admin')
  const { rev } = await read()
  const answers = await Promise.all([
    put({ PARK_TIMEOUT_S: { value: 60 } }, ada, rev),
    put({ PARK_TIMEOUT_S: { value: 90 } }, bea, rev),
  ])
  expect(answers.map(({ status }) => status).sort()).toEqual([200, 412])
  const [winner, value] = answers[0].status === 200 ? ['ada', 60] : ['bea', 90]
  const refused = answers.find(({ status }) => status === 412)
  expect(refused && (await problemIn(refused))).toMatchObject({
    code: 'changed_meanwhile',
    winner: { agentId: winner },
  })
  expect((await read()).settings.PARK_TIMEOUT_S?.value).toBe(value)
})

test.each<[string, unknown, string]>([
  ['RING_TIMEOUT_S', 0, '"0" was given; accepted: a whole number from 1 to 86400'],
  ['RING_TIMEOUT_S', 1.5, '"1.5" was given; accepted: a whole number from 1 to 86400'],
  ['OUTSIDE_LEGS', 10_001, '"10001" was given; accepted: a whole number from 1 to 10000'],
  ['DIAL_TIMEOUT_S', 40, 'is set by the variable DIAL_TIMEOUT_S of the environment'],
  ['DIAL_TIMEOUT_S', null, 'is set by the variable DIAL_TIMEOUT_S of the environment'],
  ['TWILIO_AUTH_TOKEN', 1, 'is no setting that can be changed here'],
  [
    'DIAL_COUNTRIES',
    ['US', 'Narnia'],
    'is not of that form; accepted: a country of two letters, such as US, or several with commas between',
  ],
  [
    'DIAL_COUNTRIES',
    [],
    'is not of that form; accepted: a country of two letters, such as US, or several with commas between',
  ],
  [
    'SECOND_FACTOR_ROLES',
    ['boss'],
    'is not of that form; accepted: roles with commas between, of agent, supervisor, ops, admin, or nothing for nobody',
  ],
  ['RING_TIMEOUT_S', [1, 2].map(String), '"1,2" was given; accepted: a whole number from 1 to 86400'],
  ['constructor', 1, 'is no setting that can be changed here'],
])('%s cannot become %j', async (name, value, message) => {
  const { rev } = await read()
  const body = `{"settings":{"${name}":{"value":${JSON.stringify(value)}},"JOIN_TIMEOUT_S":{"value":3}}}`
  const refused = await ada.request('PUT', '/api/settings', body, {
    'if-match': `"${rev}"`,
    'content-type': 'application/json',
  })
  expect([refused.status, (await problemIn(refused)).errors]).toEqual([
    400,
    [{ path: `settings.${name}.value`, message }],
  ])
  // Of several changes all are made, or none.
  expect((await read()).rev).toBe(rev)
})

test('a change needs to say on what it is based', async () => {
  const refused = await ada.request('PUT', '/api/settings', { settings: {} })
  expect([refused.status, (await problemIn(refused)).errors?.[0]?.path]).toEqual([400, 'If-Match'])
})

test('lists are chosen as lists, and an empty one is not the default', async () => {
  const { settings } = await read()
  expect(settings.SECOND_FACTOR_ROLES).toMatchObject({ value: [], default: [], number: null })
  expect(settings.DIAL_COUNTRIES).toMatchObject({ value: null, default: null })
  expect(settings.DIAL_COUNTRIES?.options).toContain('DE')
  const changed = await put({
    SECOND_FACTOR_ROLES: { value: ['admin'] },
    DIAL_COUNTRIES: { value: ['de', 'US'] },
  })
  expect(changed.status).toBe(200)
  expect((await read()).settings).toMatchObject({
    SECOND_FACTOR_ROLES: { value: ['admin'] },
    DIAL_COUNTRIES: { value: ['DE', 'US'] },
  })
  expect(
    (await audited())
      .map(({ target, detail }) => `${target} ${detail}`)
      .slice(0, 2)
      .sort(),
  ).toEqual(['DIAL_COUNTRIES default → de,US', 'SECOND_FACTOR_ROLES default → admin'])
  const before = await read()
  expect(await (await put(before.settings)).json()).toEqual(before)
  expect((await put({ SECOND_FACTOR_ROLES: { value: [] } })).status).toBe(200)
  expect((await read()).settings.SECOND_FACTOR_ROLES).toMatchObject({
    value: [],
    lastChange: { before: ['admin'] },
  })
})

test('who needs a second factor is decided by what is chosen now', async () => {
  await put({ SECOND_FACTOR_ROLES: { value: ['agent'] } })
  await office.hire('cleo')
  const refused = await office.signIn('cleo')
  expect([refused.status, (await problemIn(refused)).code]).toEqual([401, 'second_factor_required'])
  await put({ SECOND_FACTOR_ROLES: { value: null } })
  expect((await office.signIn('cleo')).status).toBe(204)
})

test('what money and access depend on is changed by somebody who has just proven who it is', async () => {
  const other = await openOffice()
  onTestFinished(() => other.close())
  const eve = await other.employ('eve', 'admin')
  other.passTime(11 * 60_000)
  for (const name of ['OUTSIDE_LEGS', 'HISTORY_DAYS']) {
    const refused = await put({ [name]: { value: 900 } }, eve, 0)
    expect([refused.status, (await problemIn(refused)).code]).toEqual([403, 'confirmation_required'])
  }
  expect((await put({ JOIN_TIMEOUT_S: { value: 11 } }, eve, 0)).status).toBe(200)
})
