import { afterAll, beforeAll, beforeEach, describe, expect, test, vi } from 'vitest'
import type { Group } from '../../../coordinator/protocol/groups.ts'
import { type Office, openOffice, type Person, problemIn } from './office.ts'

let office: Office
let ada: Person
let mia: Person

beforeAll(async () => {
  office = await openOffice()
  ada = await office.employ('ada', 'admin')
  mia = await office.employ('mia')
})
afterAll(() => office.close())
beforeEach(() => office.redis.del(office.keys.groups))

const group = (digit: number, name: string, ...members: string[]): Group => ({
  id: String(digit).repeat(32),
  name,
  members,
})
const SALES = group(1, 'Sales', 'mia', 'ada')
const WORKSHOP = group(2, 'Workshop', 'mia')

const etag = async () => (await mia.get('/api/groups')).headers.get('etag') ?? ''
const put = async (groups: unknown, by = ada, match?: string) =>
  by.request('PUT', '/api/groups', { groups }, { 'if-match': match ?? (await etag()) })
const now = async () => (await mia.get('/api/groups')).json()

test('an office has no group until an administrator makes some, in an order, which everybody reads', async () => {
  const before = await mia.get('/api/groups')
  expect([before.status, before.headers.get('etag')]).toEqual([200, '"0"'])
  expect(await before.json()).toEqual({ rev: 0, changedBy: null, groups: [] })

  for (const role of ['agent', 'supervisor', 'ops'] as const)
    expect((await put([SALES], await office.employ(`one_${role}`, role))).status).toBe(403)
  const changed = await put([WORKSHOP, { ...SALES, name: '  Sales  ' }])
  expect([changed.status, changed.headers.get('etag')]).toEqual([200, '"1"'])
  const changedBy = { agentId: 'ada', name: 'ADA' }
  expect(await now()).toEqual({ rev: 1, changedBy, groups: [WORKSHOP, SALES] })
  await office.audit.flush()
  const [entry] = await (await ada.get('/api/audit?limit=1')).json()
  expect(entry).toMatchObject({ what: 'groups_changed', who: 'ada', detail: 'rev 1; added: 2' })

  expect((await put([{ ...SALES, members: ['ada'] }, WORKSHOP])).status).toBe(200)
  await office.audit.flush()
  const [next] = await (await ada.get('/api/audit?limit=1')).json()
  expect(next).toMatchObject({ what: 'groups_changed', detail: 'rev 2; members: 1; order' })
})

test('of two who change the same groups, the second is told who was first; without the rev nobody changes them', async () => {
  const bea = await office.employ('bea', 'admin')
  const match = await etag()
  const answers = await Promise.all([put([SALES], ada, match), put([WORKSHOP], bea, match)])
  expect(answers.map(({ status }) => status).sort()).toEqual([200, 412])
  const winner = answers[0].status === 200 ? ada : bea
  const refused = answers.find(({ status }) => status === 412)
  expect(refused && (await problemIn(refused))).toMatchObject({
    code: 'changed_meanwhile',
    winner: { agentId: winner.agentId },
  })
  const blind = await put([], ada, '')
  expect([blind.status, (await problemIn(blind)).errors?.[0]?.path]).toEqual([400, 'If-Match'])
})

const many = (count: number) => Array.from({ length: count }, (_, n) => `agent_${n}`)

test.each<[string, unknown, string]>([
  ['a name that is there, in other letters', [SALES, group(3, 'sALES ')], 'groups.1.name'],
  ['an id that is there', [SALES, { ...WORKSHOP, id: SALES.id }], 'groups.1.id'],
  ['an empty name', [group(3, '  ')], 'groups.0.name'],
  ['a long name', [group(3, 'x'.repeat(41))], 'groups.0.name'],
  ['a member twice', [group(3, 'Twice', 'mia', 'mia')], 'groups.0.members'],
  ['too many members', [group(3, 'All', ...many(201))], 'groups.0.members'],
  ['an unknown member', [SALES, group(3, 'Ghosts', 'mia', 'nobody')], 'groups.1.members.1'],
  ['an id that is none', [{ ...SALES, id: '../x' }], 'groups.0.id'],
])('a bad value is named: %s', async (_, groups, field) => {
  const refused = await put(groups)
  expect(refused.status).toBe(400)
  const { errors, detail } = await problemIn(refused)
  expect(errors?.map(({ path }) => path)).toEqual([field])
  if (field.includes('members.')) expect(detail).toBe('There is no agent nobody')
})

test('there are twenty groups at most', async () => {
  const unlike = (count: number) =>
    many(count).map((name, n) => ({ id: n.toString(16).padStart(32, '0'), name, members: [] }))
  expect((await put(unlike(21))).status).toBe(400)
  expect((await put(unlike(20))).status).toBe(200)
})

test('who is removed leaves all groups, and whoever gets the user name later is in none', async () => {
  await office.hire('leo')
  expect((await put([group(1, 'Sales', 'leo', 'mia'), group(2, 'Workshop', 'leo')])).status).toBe(200)
  const { rev } = await now()
  expect((await ada.request('DELETE', '/api/people/leo')).status).toBe(204)
  const left = [group(1, 'Sales', 'mia'), group(2, 'Workshop')]
  expect(await now()).toEqual({ rev: rev + 1, changedBy: null, groups: left })
  // Who was in no group changes nothing.
  await office.hire('tom')
  expect((await ada.request('DELETE', '/api/people/tom')).status).toBe(204)
  expect((await now()).rev).toBe(rev + 1)
  await office.hire('leo')
  expect((await now()).groups).toEqual(left)
})

describe('who is removed while an administrator puts them into a group is in none', () => {
  const zoes = group(1, 'Sales', 'zoe', 'mia')

  test('when the account goes between the look at the accounts and the change', async () => {
    await office.hire('zoe')
    const { change } = office.groups
    vi.spyOn(office.groups, 'change').mockImplementationOnce(async (...args) => {
      await office.people.remove('zoe', { who: 'ada', from: 'test' })
      return change(...args)
    })
    const changed = await put([zoes])
    expect(changed.status).toBe(200)
    expect(await changed.json()).toEqual(await now())
    expect((await now()).groups).toEqual([group(1, 'Sales', 'mia')])
  })

  test('when the change comes just before the account goes', async () => {
    await office.hire('zoe')
    const { remove } = office.accounts
    vi.spyOn(office.accounts, 'remove').mockImplementationOnce(async (agentId) => {
      expect((await put([zoes])).status).toBe(200)
      return remove(agentId)
    })
    await office.people.remove('zoe', { who: 'ada', from: 'test' })
    expect((await now()).groups).toEqual([group(1, 'Sales', 'mia')])
  })
})
