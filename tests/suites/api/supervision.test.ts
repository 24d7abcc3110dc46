import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { AuditEntry } from '../../../coordinator/protocol/audit.ts'
import type { TimelineEntry } from '../../../coordinator/protocol/timeline.ts'
import { type Office, openOffice, type Person, problemIn, viewIn } from './office.ts'

let office: Office
let mia: Person
let noah: Person
let boss: Person
let owner: Person

beforeAll(async () => {
  office = await openOffice()
  mia = await office.employ('mia')
  noah = await office.employ('noah')
  boss = await office.employ('boss', 'supervisor')
  owner = await office.employ('owner', 'admin')
})
afterAll(() => office.close())

const supervise = (person: Person, callSid: string, mode: string, headers?: Record<string, string>) =>
  person.request('PUT', `/api/calls/${callSid}/monitor`, { mode }, headers)
const stop = (person: Person, callSid: string) => person.request('DELETE', `/api/calls/${callSid}/monitor`)
const hangUp = (callSid: string) => owner.command(`${callSid}/hangup`)
const timeline = async (callSid: string) =>
  (await (await mia.get(`/api/calls/${callSid}/history`)).json()) as TimelineEntry[]

describe('a supervisor', () => {
  test('hears a call, changes who hears them, and stops; all of it may be asked twice', async () => {
    const callSid = await office.talks(mia)
    const listens = await viewIn(await supervise(boss, callSid, 'listen'))
    expect(listens).toMatchObject({
      state: 'active.talking',
      agentId: 'mia',
      supervision: { by: 'boss', mode: 'listen', joined: false },
    })
    expect((await viewIn(await supervise(boss, callSid, 'listen'))).rev).toBe(listens.rev)
    await office.joins(callSid, 'boss')
    const whispers = await viewIn(await supervise(boss, callSid, 'whisper'))
    expect(whispers.supervision).toMatchObject({ mode: 'whisper', joined: true, at: listens.supervision?.at })
    expect((await viewIn(await stop(boss, callSid))).supervision).toBeNull()
    expect((await stop(boss, callSid)).status).toBe(200)
    expect((await timeline(callSid)).slice(-4)).toMatchObject([
      { event: 'SUPERVISE', by: 'boss', mode: 'listen', to: 'mia' },
      { event: 'LEG_CONNECTED', by: 'boss', to: 'mia' },
      { event: 'SUPERVISE', by: 'boss', mode: 'whisper', to: 'mia' },
      { event: 'UNSUPERVISE', by: 'boss', to: 'mia' },
    ])
    await hangUp(callSid)
  })

  test('who is on the line takes the call over, and the agent is free', async () => {
    const callSid = await office.talks(mia)
    await supervise(boss, callSid, 'whisper')
    expect((await problemIn(await boss.command(`${callSid}/take-over`))).code).toBe('not_in_state')
    await office.joins(callSid, 'boss')
    const taken = await viewIn(await boss.command(`${callSid}/take-over`))
    expect(taken).toMatchObject({ state: 'active.talking', agentId: 'boss', supervision: null })
    expect(await office.calls.talksOn('mia')).toBeNull()
    expect(await office.calls.talksOn('boss')).toBe(callSid)
    await hangUp(callSid)
  })

  test('is on one call at a time, and a call has one supervisor', async () => {
    const [first, second] = [await office.talks(mia), await office.talks(noah)]
    await supervise(boss, first, 'join')
    const refused = await supervise(owner, first, 'listen')
    expect([refused.status, (await problemIn(refused)).code]).toEqual([409, 'already_supervised'])
    expect((await problemIn(await supervise(boss, second, 'listen'))).code).toBe('agent_busy')
    const ringing = await office.rings()
    expect((await problemIn(await boss.command(`${ringing}/claim`))).code).toBe('agent_busy')
    for (const callSid of [first, second, ringing]) await hangUp(callSid)
    expect(await office.calls.talksOn('boss')).toBeNull()
  })

  test('hears no call that nobody of the office has answered, and not the own one', async () => {
    const ringing = await office.rings()
    expect((await problemIn(await supervise(boss, ringing, 'listen'))).code).toBe('not_in_state')
    await hangUp(ringing)
    const own = await office.talks(boss)
    expect((await problemIn(await supervise(boss, own, 'listen'))).code).toBe('not_in_state')
    await hangUp(own)
    const ended = await supervise(owner, own, 'listen')
    expect([ended.status, (await problemIn(ended)).code]).toEqual([410, 'call_ended'])
  })
})

test('an agent may neither supervise nor take over', async () => {
  const callSid = await office.talks(mia)
  for (const answer of [
    await supervise(noah, callSid, 'listen'),
    await stop(noah, callSid),
    await noah.command(`${callSid}/take-over`),
  ])
    expect([answer.status, (await problemIn(answer)).code]).toEqual([403, 'forbidden'])
  await hangUp(callSid)
})

test('a mode that there is not is refused by its name', async () => {
  const callSid = await office.talks(mia)
  const refused = await supervise(boss, callSid, 'shout')
  expect([refused.status, await problemIn(refused)]).toMatchObject([400, { errors: [{ path: 'mode' }] }])
  await hangUp(callSid)
})

test('each use is in the audit log', async () => {
  const callSid = await office.talks(mia)
  await supervise(boss, callSid, 'whisper', { 'idempotency-key': 'one' })
  await supervise(boss, callSid, 'whisper', { 'idempotency-key': 'one' })
  await office.joins(callSid, 'boss')
  await boss.command(`${callSid}/take-over`)
  await office.audit.flush()
  const entries = (await (await owner.get('/api/audit?limit=100')).json()) as AuditEntry[]
  expect(entries.filter(({ target }) => target === callSid).reverse()).toMatchObject([
    { what: 'call_supervised', who: 'boss', detail: 'whisper', count: 1 },
    { what: 'call_taken_over', who: 'boss', count: 1 },
  ])
  await hangUp(callSid)
})
