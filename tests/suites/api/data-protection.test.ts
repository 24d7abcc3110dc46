import { randomUUID } from 'node:crypto'
import { afterAll, beforeAll, expect, onTestFinished, test } from 'vitest'
import type { DataProtection, ErasureReport } from '../../../coordinator/protocol/data-protection.ts'
import type { Problem } from '../../../coordinator/protocol/problem.ts'
import { CALL_MACHINE_VERSION } from '../../../machines/call/machine.ts'
import { textOf } from '../../setup/text-of-site.ts'
import { contactsOf } from './contacts.ts'
import { listenTo } from './listen.ts'
import { jsonOf, type Office, openOffice, type Person, viewIn } from './office.ts'

/** A number that begins as this one does is another one. */
const ANY_SPELLING = /(?:1[ .()-]*)?217[ .()-]*555[ .()-]*0166(?!9)/
const ROSA = { before: null, limit: 10, q: 'rosa' }
const SIGN_IN_FAILED = {
  ...{ what: 'sign_in_failed', who: null, from: null, target: '2175550166' },
  ...{ result: 'refused', detail: null, count: 1 },
}
const SOUND = Buffer.from('RIFF a sound')

let office: Office
/** Another coordinator of the same site. */
let elsewhere: Office
let ann: Person
const site = randomUUID()

beforeAll(async () => {
  office = await openOffice({ site, recording: async () => SOUND })
  elsewhere = await openOffice({ site })
  ann = await office.employ('ann')
})
afterAll(() => Promise.all([office.close(), elsewhere.close()]))

const { add } = contactsOf(() => ann)
const countsIn = ({ found }: ErasureReport) =>
  Object.fromEntries(found.map(({ place, count }) => [place, count]))

test('an administrator erases a person everywhere, and others stay', async () => {
  const [number, name] = ['+12175550166', 'Rosa Petrov']
  const boss = await office.employ('boss', 'admin')
  const erase = (body: object) => boss.request('POST', '/api/contacts/erase', body)
  await add({ name, numbers: [{ number }], note: 'Allergic to nuts' })
  const callSid = await office.rings(undefined, {
    callerNumber: number,
    callerAddress: number,
    callerName: name,
  })
  expect(((await (await erase({ numbers: [number] })).json()) as Problem).code).toBe('not_in_state')
  await ann.command(`${callSid}/claim`)
  await office.joins(callSid, 'ann')
  await ann.command(`${callSid}/park`, { note: 'nuts again' })
  await ann.command(`${callSid}/unpark`)
  await office.joins(callSid, 'ann')
  await ann.command(`${callSid}/hangup`)
  await ann.command(`${callSid}/wrap-up`, { note: 'Rosa wants cake' })
  const third = await office.rings()
  await ann.command(`${third}/claim`)
  await office.joins(third, 'ann')
  await ann.command(`${third}/hangup`)
  await ann.command(`${third}/wrap-up`, { note: 'her sister calls from (217) 555-0166' })
  await add({ name: 'Zoe', numbers: [{ number: '+12175550161' }], note: 'Sister: 217.555.0166' })
  // What somebody typed as a user name.
  const entry = { ...SIGN_IN_FAILED, at: new Date(office.now()).toISOString() }
  await office.redis.xadd(office.keys.audit('sign_in_failed'), '*', 'd', JSON.stringify(entry))
  // Its number begins as that of the person does.
  const longer = await office.rings(undefined, { callerNumber: `${number}9`, callerName: 'Zora' })
  const other = await office.rings()
  await ann.command(`${other}/claim`)
  await office.joins(other, 'ann')
  for (const [path, body] of [
    ['transfer', { to: number, kind: 'consult' }],
    ['transfer/cancel', {}],
  ] as const)
    expect(await (await ann.command(`${other}/${path}`, body)).json()).toMatchObject({ callSid: other })
  await ann.command(`${other}/hangup`)
  const history = async (q: string) =>
    (await jsonOf<{ callSid: string }[]>(ann.request('POST', '/api/history/search', { q }))).map(
      (it) => it.callSid,
    )
  expect(await history('rosa')).toEqual([callSid])
  await expect.poll(() => elsewhere.archive.page(ROSA)).toMatchObject([{ callSid }])
  expect(elsewhere.contacts.book.withNumber(number)).toHaveLength(1)

  const would = await jsonOf<ErasureReport>(erase({ numbers: ['(217) 555-0166'], dryRun: true }))
  expect(would).toMatchObject({ dryRun: true, onCall: false, numbers: ['+1217•••0166'] })
  expect(countsIn(would)).toMatchObject({ contacts: 1, contact_notes: 1, calls: 3, messages: 0, audit: 1 })
  expect(await textOf(office)).toMatch(/Rosa/)
  expect((await ann.request('POST', '/api/contacts/erase', { numbers: [number] })).status).toBe(403)
  expect((await erase({ numbers: ['+12175550100'] })).status).toBe(400)
  const stream = await listenTo(office, ann)
  const report = await jsonOf<ErasureReport>(erase({ numbers: [number] }))
  expect(report).toMatchObject({ dryRun: false, found: would.found, by: 'boss' })
  expect(JSON.stringify(report)).not.toMatch(ANY_SPELLING)
  expect(await stream.next('call')).toMatchObject({
    callSid,
    callerNumber: null,
    callerName: null,
    contact: null,
  })
  stream.close()
  for (const { archive, contacts } of [office, elsewhere])
    await expect
      .poll(async () => [await archive.page(ROSA), contacts.book.withNumber(number)])
      .toEqual([[], []])
  // Commands stay in the outbox here, since nobody runs them.
  await office.redis.del(office.keys.outbox)
  const left = await textOf(office)
  expect(left.split('\n').filter((line) => ANY_SPELLING.test(line))).toEqual([])
  expect(left).not.toMatch(/Rosa|Petrov|nuts|cake/)
  expect(await viewIn(await ann.get(`/api/calls/${third}`))).toMatchObject({
    wrapUp: { note: 'her sister calls from erased' },
  })
  expect(await history('rosa')).toEqual([])
  expect(await viewIn(await ann.get(`/api/calls/${longer}`))).toMatchObject({
    callerNumber: `${number}9`,
    callerName: 'Zora',
  })
  const view = await viewIn(await ann.get(`/api/calls/${other}`))
  expect(view).toMatchObject({ callerName: 'Ada', callerNumber: '+12175550148', agentId: 'ann' })
  const timeline = await jsonOf<{ event: string; target?: string }[]>(ann.get(`/api/calls/${other}/history`))
  expect(timeline.find(({ event }) => event === 'TRANSFER')?.target).toBe('erased')
  const again = await jsonOf<ErasureReport>(erase({ numbers: [number] }))
  expect(again.found.every(({ count }) => count === 0)).toBe(true)
})

test('a person is erased inside the addresses of a switch, too, and a longer number stays', async () => {
  const digits = '12025550117'
  const boss = await office.employ('boss', 'admin')
  const erase = (body: object) => boss.request('POST', '/api/contacts/erase', body)
  const ended = async (caller: Parameters<Office['rings']>[1]) => {
    const callSid = await office.rings(undefined, { callerName: 'Tilda', ...caller })
    await ann.command(`${callSid}/claim`)
    await office.joins(callSid, 'ann')
    await ann.command(`${callSid}/hangup`)
    return callSid
  }
  const none = { callerNumber: null }
  const theirs = [
    await ended({ callerNumber: `+${digits}`, callerAddress: `sip:+${digits}@10.0.0.5` }),
    await ended({ ...none, callerAddress: `sip:${digits}@10.0.0.5` }),
    await ended({ ...none, callerAddress: `sip:011${digits}@10.0.0.5;user=phone` }),
    await ended({ ...none, callerAddress: 'SIPS:+1-202-555-0117@pbx.example' }),
  ]
  const forwarded = await ended({ forwardedFrom: `sip:+${digits}@10.0.0.5` })
  const other = await ended({ ...none, callerAddress: `sip:+${digits}8@10.0.0.5` })
  const report = await jsonOf<ErasureReport>(erase({ numbers: [`+${digits}`] }))
  expect(countsIn(report)).toMatchObject({ calls: theirs.length + 1 })
  expect(await textOf(office)).not.toMatch(/12025550117(?!8)|202-555-0117/)
  for (const callSid of theirs)
    expect(await viewIn(await ann.get(`/api/calls/${callSid}`))).toMatchObject({
      callerAddress: null,
      callerName: null,
    })
  expect(await viewIn(await ann.get(`/api/calls/${forwarded}`))).toMatchObject({
    forwardedFrom: null,
    callerName: 'Tilda',
  })
  expect(await viewIn(await ann.get(`/api/calls/${other}`))).toMatchObject({
    callerAddress: `sip:+${digits}8@10.0.0.5`,
  })
})

/** Somebody leaves a message. @returns the call */
async function leavesMessage(callerNumber: string): Promise<string> {
  const callSid = await office.rings(undefined, { callerNumber, callerAddress: callerNumber })
  office.passTime(30_000)
  const timers = await office.redis.zrange(office.keys.timers, '0', '-1')
  const [, , token = ''] = timers.find((it) => it.startsWith(`call|${callSid}|`))?.split('|') ?? []
  await office.calls.fire(callSid, token)
  await office.calls.send(callSid, { type: 'RECORDED', recordingSid: `RE${callSid.slice(2)}`, seconds: 7 })
  return callSid
}

test('a person gets all that is stored of them, and of the calls of others only that they are named', async () => {
  const number = '+12175550177'
  const boss = await office.employ('boss', 'admin')
  await add({ name: 'Sofia Nowak', numbers: [{ number }], note: 'Pays in cash' })
  const callSid = await leavesMessage(number)
  const other = await office.rings(undefined, { forwardedFrom: number, callerName: 'Greta' })
  await ann.command(`${other}/claim`)
  await office.joins(other, 'ann')
  await ann.command(`${other}/hangup`)
  const answer = await boss.request('POST', '/api/contacts/personal-data', { numbers: ['(217) 555-0177'] })
  expect(answer.headers.get('content-disposition')).toContain('attachment')
  const text = await answer.text()
  expect(JSON.parse(text)).toMatchObject({
    numbers: [number],
    contacts: [{ name: 'Sofia Nowak', note: 'Pays in cash' }],
    calls: [{ call: callSid, callerNumber: number, outcome: 'voicemail', timeline: expect.any(Array) }],
    messages: [{ call: callSid, seconds: 7, audio: { base64: SOUND.toString('base64') } }],
    callsOfOthers: [{ call: other }],
    numbersDialled: [],
  })
  expect(text).not.toContain('Greta')
  const [entry] = await jsonOf<{ what: string; detail: string }[]>(boss.get('/api/audit?limit=1'))
  expect(entry).toMatchObject({ what: 'data_exported', target: 'person', detail: '1 calls, 1 messages' })
})

test('the deletion of a message is owed to Twilio, in the report and on the page', async () => {
  const number = '+12175550178'
  const boss = await office.employ('boss', 'admin')
  await leavesMessage(number)
  const report = await jsonOf<ErasureReport>(
    boss.request('POST', '/api/contacts/erase', { numbers: [number] }),
  )
  // Nobody runs commands here: the recording, and the leg in Twilio's log.
  expect(report.carrier).toEqual({ recordings: 1, logEntries: 1, owed: 2 })
  const page = await jsonOf<DataProtection>(boss.get('/api/data-protection'))
  expect(page.owed).toBeGreaterThanOrEqual(2)
  expect(page.stored).toContainEqual({
    ...{ what: 'recordings', where: 'twilio' },
    until: { kind: 'time', ms: 30 * 86_400_000, setting: 'HISTORY_DAYS' },
  })
})

test('a call that only a newer version can read is not counted as erased, and the report says that it stays', async () => {
  const number = '+12025550119'
  const boss = await office.employ('boss', 'admin')
  const erase = () =>
    jsonOf<ErasureReport>(boss.request('POST', '/api/contacts/erase', { numbers: [number] }))
  const callSid = await office.rings(undefined, { callerNumber: number })
  await office.calls.send(callSid, { type: 'CALLER_ENDED', status: 'completed' })
  const record = office.keys.call(callSid)
  await office.redis.hset(record, 'version', CALL_MACHINE_VERSION + 1)
  const before = await erase()
  expect(before.remains).toContain('newer_calls')
  expect(countsIn(before)).toMatchObject({ calls: 0 })
  expect(await office.redis.hget(record, 'snapshot')).toContain(number)
  await office.redis.hset(record, 'version', CALL_MACHINE_VERSION)
  const after = await erase()
  expect(after.remains).not.toContain('newer_calls')
  expect(countsIn(after)).toMatchObject({ calls: 1 })
  expect(await office.redis.hget(record, 'snapshot')).not.toContain(number)
})

test('a copy names the calls that only a newer version can read, and during such a call nobody is erased', async () => {
  const number = '+12025550121'
  const chief = await office.employ('chief', 'admin')
  const body = { numbers: [number] }
  const callSids = [
    await office.rings(undefined, { callerNumber: number }),
    await office.rings(undefined, { callerNumber: number }),
  ] as const
  await office.calls.send(callSids[0], { type: 'CALLER_ENDED', status: 'completed' })
  const write = (version: number) =>
    Promise.all(callSids.map((callSid) => office.redis.hset(office.keys.call(callSid), { version })))
  await write(CALL_MACHINE_VERSION + 1)
  const view = (await office.redis.hget(office.keys.call(callSids[1]), 'view')) ?? ''
  await office.redis.hset(office.keys.call(callSids[1]), { view: JSON.stringify({ callSid: callSids[1] }) })
  // A process that has just started.
  const late = await openOffice({ site })
  onTestFinished(() => late.close())
  const there = late.person('chief', chief.cookie)
  const copy = await jsonOf<{ calls: []; callsOfOthers: []; callsOfNewerVersion: { call: string }[] }>(
    there.request('POST', '/api/contacts/personal-data', body),
  )
  expect([copy.calls, copy.callsOfOthers]).toEqual([[], []])
  expect(copy.callsOfNewerVersion.map(({ call }) => call)).toEqual(callSids)
  const dryRun = there.request('POST', '/api/contacts/erase', { ...body, dryRun: true })
  expect(await jsonOf<ErasureReport>(dryRun)).toMatchObject({ onCall: true })
  expect((await there.request('POST', '/api/contacts/erase', body)).status).toBe(409)
  await write(CALL_MACHINE_VERSION)
  await office.redis.hset(office.keys.call(callSids[1]), { view })
  await office.calls.send(callSids[1], { type: 'CALLER_ENDED', status: 'completed' })
})

test('only administrators come near it, and they prove first who they are', async () => {
  const boss = await office.employ('boss', 'admin')
  const numbers = ['+12175550179']
  const requests = [
    ['POST', '/api/contacts/personal-data', { numbers }],
    ['POST', '/api/contacts/erase', { numbers }],
    ['GET', '/api/data-protection', undefined],
  ] as const
  for (const role of ['agent', 'supervisor', 'ops'] as const) {
    const somebody = await office.employ(`some_${role}`, role)
    for (const [method, path, body] of requests)
      expect((await somebody.request(method, path, body)).status, `${role} ${path}`).toBe(403)
  }
  office.passTime(11 * 60_000)
  for (const [method, path, body] of requests.slice(0, 2)) {
    const answer = await boss.request(method, path, body)
    expect([answer.status, ((await answer.json()) as Problem).code]).toEqual([403, 'confirmation_required'])
  }
  expect((await boss.request('POST', '/api/contacts/erase', { numbers, dryRun: true })).status).toBe(200)
})
