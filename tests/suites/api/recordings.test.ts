import { PassThrough, Readable } from 'node:stream'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import type { AuditEntry } from '../../../coordinator/protocol/audit.ts'
import type { CallView } from '../../../coordinator/protocol/call-view.ts'
import { NEW_OFFICE, type RecordingSettings } from '../../../coordinator/protocol/office/settings.ts'
import type { TimelineEntry } from '../../../coordinator/protocol/timeline.ts'
import { CarrierRejected } from '../../../coordinator/twilio/carrier-errors.ts'
import { until } from '../../setup/desk.ts'
import { type Office, openOffice, type Person, problemIn, viewIn } from './office.ts'

let office: Office
let mia: Person
let noah: Person
let boss: Person
let owner: Person
let ops: Person
/** The sounds that nobody is sent any more. */
const closed: string[] = []

beforeAll(async () => {
  office = await openOffice({
    async sound(recordingSid) {
      if (recordingSid === 'REgone') throw new CarrierRejected(20404, 'not found')
      const text = `sound of ${recordingSid}`
      const body = recordingSid === 'REslow' ? new PassThrough() : Readable.from([text])
      if (body instanceof PassThrough) body.write(text)
      body.on('close', () => closed.push(recordingSid))
      return { body, bytes: recordingSid === 'REslow' ? null : text.length }
    },
  })
  mia = await office.employ('mia')
  noah = await office.employ('noah')
  boss = await office.employ('boss', 'supervisor')
  owner = await office.employ('owner', 'admin')
  ops = await office.employ('ops', 'ops')
})
afterAll(() => office.close())

async function officeRecords(part: Partial<RecordingSettings>): Promise<void> {
  const { rev, changedBy: _, changedAt: __, ...settings } = office.desk.office()
  const recording = { ...NEW_OFFICE.recording, ...part }
  const match = { 'if-match': `"${rev}"` }
  const changed = await owner.request('PUT', '/api/office', { ...settings, recording }, match)
  expect(changed.status).toBe(200)
  await until(() => office.desk.office().rev > rev)
}
beforeEach(() => officeRecords({ inbound: 'on_demand', announces: false }))

const record = (person: Person, callSid: string, state: string) =>
  person.request('PUT', `/api/calls/${callSid}/recording`, { state })
const begins = (callSid: string, recordingSid: string) =>
  office.calls.send(callSid, { type: 'RECORDING_STARTED', recordingSid })
const hangUp = (callSid: string) => owner.command(`${callSid}/hangup`)
const codeOf = async (response: Response) => (await problemIn(response)).code

/** An ended call that Mia talked on, with a recording. */
async function recorded(recordingSid: string): Promise<string> {
  const callSid = await office.talks(mia)
  await record(mia, callSid, 'on')
  await begins(callSid, recordingSid)
  await hangUp(callSid)
  await office.calls.send(callSid, { type: 'RECORDING_COMPLETED', recordingSid, seconds: 9 })
  return callSid
}
const audio = (person: Person, callSid: string, recordingSid: string, query = '') =>
  person.get(`/api/calls/${callSid}/recordings/${recordingSid}/audio${query}`)

describe('a call', () => {
  test('is recorded when its agent asks for it, pauses, goes on and stops; each may be asked twice', async () => {
    const callSid = await office.talks(mia)
    const on = await viewIn(await record(mia, callSid, 'on'))
    expect(on).toMatchObject({
      recording: 'on',
      recordedSince: null,
      recordingRule: 'on_demand',
      consent: null,
    })
    expect((await viewIn(await record(mia, callSid, 'on'))).rev).toBe(on.rev)
    await begins(callSid, 'RE1')
    const paused = await viewIn(await record(mia, callSid, 'paused'))
    expect(paused).toMatchObject({
      recording: 'paused',
      recordings: [{ recordingSid: 'RE1', seconds: null }],
    })
    expect(paused.recordedSince).not.toBeNull()
    expect((await viewIn(await record(mia, callSid, 'on'))).recording).toBe('on')
    expect((await viewIn(await mia.command(`${callSid}/hold`))).recording).toBe('paused')
    // It goes on with the talk: there is nothing more to ask for.
    expect((await record(mia, callSid, 'on')).status).toBe(200)
    expect((await viewIn(await mia.command(`${callSid}/resume`))).recording).toBe('on')
    expect((await viewIn(await record(mia, callSid, 'off'))).recording).toBeNull()
    expect((await record(mia, callSid, 'off')).status).toBe(200)
    await hangUp(callSid)
    const timeline = (await (await mia.get(`/api/calls/${callSid}/history`)).json()) as TimelineEntry[]
    expect(
      timeline.flatMap(({ event, by, recording }) => (event === 'RECORD' ? [[by, recording]] : [])),
    ).toEqual([
      ['mia', 'on'],
      ['mia', 'paused'],
      ['mia', 'on'],
      ['mia', 'off'],
    ])
  })

  test('is recorded by nobody but its agent and a supervisor, and not before it is answered', async () => {
    const callSid = await office.rings()
    expect(await codeOf(await record(boss, callSid, 'on'))).toBe('not_in_state')
    await mia.command(`${callSid}/claim`)
    await office.joins(callSid, 'mia')
    expect([
      (await record(noah, callSid, 'on')).status,
      await codeOf(await record(noah, callSid, 'on')),
    ]).toEqual([403, 'not_yours'])
    expect((await record(ops, callSid, 'on')).status).toBe(403)
    expect(await codeOf(await record(mia, callSid, 'loud'))).toBe('invalid_request')
    expect(await codeOf(await record(mia, callSid, 'paused'))).toBe('not_in_state')
    expect((await viewIn(await record(boss, callSid, 'on'))).recording).toBe('on')
    await hangUp(callSid)
    expect(await codeOf(await record(mia, callSid, 'on'))).toBe('call_ended')
  })

  test('is never recorded, or always, as the office says; and keeps the rule with which it came', async () => {
    await officeRecords({})
    const never = await office.talks(mia)
    await officeRecords({ inbound: 'always', announces: true })
    const always = await office.talks(noah)
    expect([
      await codeOf(await record(mia, never, 'on')),
      await codeOf(await record(noah, always, 'off')),
    ]).toEqual(['recording_not_allowed', 'recording_required'])
    const view = await viewIn(await noah.get(`/api/calls/${always}`))
    expect(view).toMatchObject({
      recording: 'on',
      recordingRule: 'always',
      consent: 'due',
      recordedSince: null,
    })
    await office.calls.send(always, { type: 'NOTICE_HEARD' })
    expect((await viewIn(await noah.get(`/api/calls/${always}`))).consent).toBe('heard')
    expect((await viewIn(await record(noah, always, 'paused'))).recording).toBe('paused')
    for (const callSid of [never, always]) await hangUp(callSid)
  })
})

test('who changes the office and does not know of recording leaves that as it is', async () => {
  const { rev, changedBy: _, changedAt: __, recording, ...settings } = office.desk.office()
  const changed = await owner.request('PUT', '/api/office', settings, { 'if-match': `"${rev}"` })
  expect(await changed.json()).toMatchObject({ rev: rev + 1, recording })
  await until(() => office.desk.office().rev > rev)
  expect(recording.inbound).toBe('on_demand')
})

describe('a recording', () => {
  const sound = (person: Person, callSid: string) => audio(person, callSid, 'REheard')

  test('is heard by supervisors, and by agents as the office says', async () => {
    const callSid = await recorded('REheard')
    const heard = async () =>
      Promise.all([mia, noah, boss, owner, ops].map(async (person) => (await sound(person, callSid)).status))
    expect(await heard()).toEqual([403, 403, 200, 200, 403])
    await officeRecords({ heardBy: 'own' })
    expect(await heard()).toEqual([200, 403, 200, 200, 403])
    await officeRecords({ heardBy: 'everybody' })
    expect(await heard()).toEqual([200, 200, 200, 200, 403])
    expect((await office.request('GET', `/api/calls/${callSid}/recordings/REheard/audio`)).status).toBe(401)
  })

  test('is not sent to an agent who is being sent two others', async () => {
    const callSid = await recorded('REslow')
    const [first, second] = [await audio(boss, callSid, 'REslow'), await audio(boss, callSid, 'REslow')]
    const third = await audio(boss, callSid, 'REslow')
    expect([third.status, third.headers.get('retry-after')]).toEqual([429, '5'])
    const other = await audio(owner, callSid, 'REslow')
    expect(other.status).toBe(200)
    await first.body?.cancel()
    await until(() => closed.includes('REslow'))
    const fourth = await audio(boss, callSid, 'REslow')
    expect(fourth.status).toBe(200)
    await Promise.all([second, other, fourth].map(({ body }) => body?.cancel()))
    // Failures take no place.
    for (let n = 0; n < 3; n++)
      expect((await audio(boss, await recorded('REgone'), 'REgone')).status).toBe(503)
  })

  test('is sent no further once the account is disabled', async () => {
    const callSid = await recorded('REslow')
    const eve = await office.employ('eve', 'supervisor')
    const sent = await audio(eve, callSid, 'REslow')
    const others = closed.length
    await office.people.change('eve', { disabled: true }, { who: null, from: 'a test' })
    await until(() => closed.length > others)
    await expect(sent.text()).rejects.toThrow('terminated')
  })

  test('is played or downloaded under a name, and the audit log has it', async () => {
    const callSid = await recorded('REload')
    const played = await audio(boss, callSid, 'REload')
    expect([played.status, played.headers.get('content-length')]).toEqual([200, '15'])
    await played.text()
    const whole = await audio(boss, callSid, 'REload', '?download=1')
    expect(whole.headers.get('content-disposition')).toMatch(/^attachment; filename="[-\d]+-REload\.wav"$/)
    expect(whole.headers.get('cache-control')).toBe('private, no-store')
    expect(await whole.text()).toBe('sound of REload')
    await office.audit.flush()
    const entries = (await (await owner.get('/api/audit?limit=100')).json()) as AuditEntry[]
    const about = entries.filter(({ target }) => target === callSid)
    expect(about.map(({ what, who, detail }) => [what, who, detail])).toEqual([
      ['recording_downloaded', 'boss', 'REload'],
      ['recording_heard', 'boss', 'REload'],
    ])
  })

  test('that nobody has made, or of another call, is not found', async () => {
    const [callSid, gone] = [await recorded('REmine'), await recorded('REgone')]
    for (const sid of ['REother', '..%2f..%2fREmine', 'x'])
      expect((await audio(boss, callSid, sid)).status).toBe(404)
    expect((await audio(boss, gone, 'REmine')).status).toBe(404)
    // Twilio may have it a moment later than it says.
    expect((await audio(boss, gone, 'REgone')).status).toBe(503)
    office.passTime(120_000)
    expect((await audio(boss, gone, 'REgone')).status).toBe(404)
  })

  test('is deleted by a supervisor, here and at Twilio, and does not come back', async () => {
    const callSid = await recorded('REdrop')
    const path = `/api/calls/${callSid}/recordings/REdrop`
    expect((await mia.request('DELETE', path)).status).toBe(403)
    expect((await boss.request('DELETE', path)).status).toBe(204)
    expect((await boss.request('DELETE', path)).status).toBe(404)
    await office.calls.send(callSid, { type: 'RECORDING_COMPLETED', recordingSid: 'REdrop', seconds: 9 })
    expect((await viewIn(await boss.get(`/api/calls/${callSid}`))).recordings).toEqual([])
    const owed = Object.values(await office.redis.hgetall(office.keys.outbox)).map((json) => JSON.parse(json))
    expect(owed).toContainEqual(expect.objectContaining({ type: 'deleteRecording', recordingSid: 'REdrop' }))
  })

  test('of a call that goes on stays', async () => {
    const callSid = await office.talks(mia)
    await record(mia, callSid, 'on')
    await begins(callSid, 'RElive')
    expect((await boss.request('DELETE', `/api/calls/${callSid}/recordings/RElive`)).status).toBe(409)
    expect(await codeOf(await audio(boss, callSid, 'RElive'))).toBe('unavailable')
    await hangUp(callSid)
  })

  test('is found in the history', async () => {
    const callSid = await recorded('REfound')
    const plain = await office.talks(noah)
    await hangUp(plain)
    const search = async (body: object) => {
      const response = await mia.request('POST', '/api/history/search', { limit: 100, ...body })
      return ((await response.json()) as CallView[]).map((call) => call.callSid)
    }
    expect(await search({})).toEqual(expect.arrayContaining([callSid, plain]))
    const found = await search({ recorded: true })
    expect([found.includes(callSid), found.includes(plain)]).toEqual([true, false])
  })
})
