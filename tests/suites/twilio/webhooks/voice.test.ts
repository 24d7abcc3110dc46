import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { NEW_OFFICE } from '../../../../coordinator/protocol/office/settings.ts'
import {
  asAgent,
  askTwiml,
  CALLER,
  callerParams,
  claim,
  legParams,
  NUMBER,
  newSid,
  type OpenDesk,
  openDesk,
  ringing,
} from '../desk.ts'

let desk: OpenDesk
beforeEach(async () => {
  desk = await openDesk()
})
afterEach(() => desk.close())

describe('voice', () => {
  test('puts the caller into a room of its own and rings', async () => {
    const callSid = newSid()
    const answer = await desk.ask('/api/twilio/voice', callerParams(callSid, { CallerName: ' Ann Lee ' }))
    expect(answer).toMatchObject({ status: 200, type: 'text/xml; charset=utf-8' })
    expect(answer.body).toContain(`>room-${callSid}</Conference>`)
    expect((await desk.calls.state(callSid))?.view).toMatchObject({
      state: 'ringing.offering',
      callerNumber: CALLER,
      callerName: 'Ann Lee',
      calledNumber: NUMBER,
      offeredTo: ['ann', 'bob'],
    })
  })

  test('a blocked caller rings nowhere, hears that nobody is available, and leaves no message', async () => {
    desk.blocked.add(CALLER)
    const callSid = newSid()
    const answer = await desk.ask('/api/twilio/voice', callerParams(callSid))
    expect(answer.body).toContain('>The person you have called is not available.</Say><Hangup/>')
    const view = (await desk.calls.state(callSid))?.view
    expect(view).toMatchObject({ state: 'voicemail.announcing', offeredTo: [] })
  })

  const FIELDS = ['callerNumber', 'callerAddress', 'callerName', 'calledNumber'] as const
  const fieldsOf = async (callSid: string) => {
    const view = (await desk.calls.state(callSid))?.view
    return FIELDS.map((field) => view?.[field])
  }
  const LONG = 'x'.repeat(500)
  const BROKEN = ' \u202eAnn\u0000 \u2066Lee\u2028 '

  // [what the carrier sends, the number, the address, the name, the called number]
  test.each<[Record<string, string>, ...(string | null)[]]>([
    [{ From: 'anonymous' }, null, null, null, NUMBER],
    [{ From: 'Anonymous' }, null, null, null, NUMBER],
    [{ From: '+266696687' }, null, null, null, NUMBER],
    [{ From: '266696687' }, null, null, null, NUMBER],
    [{ From: 'sip:anonymous@anonymous.invalid' }, null, null, null, NUMBER],
    [{ From: '' }, null, null, null, NUMBER],
    [{ From: 'sip:1001@office.example' }, null, 'sip:1001@office.example', null, NUMBER],
    [{ From: 'sip:+12175550142@10.0.0.5' }, CALLER, 'sip:+12175550142@10.0.0.5', null, NUMBER],
    [{ From: '1001' }, null, '1001', null, NUMBER],
    [{ From: '2175550142' }, CALLER, '2175550142', null, NUMBER],
    [{ From: 'sip:2175550142@10.0.0.5' }, CALLER, 'sip:2175550142@10.0.0.5', null, NUMBER],
    [{ From: 'client:website' }, null, 'client:website', null, NUMBER],
    [{ From: `sip:${LONG}@x` }, null, `sip:${LONG}`.slice(0, 120), null, NUMBER],
    [{ To: 'sip:desk@office.example' }, CALLER, CALLER, null, null],
    [{ To: '' }, CALLER, CALLER, null, null],
    [{ CallerName: BROKEN }, CALLER, CALLER, 'Ann Lee', NUMBER],
    [{ CallerName: '\u202e' }, CALLER, CALLER, null, NUMBER],
  ])('rings when the carrier says of the caller %j', async (params, ...fields) => {
    const callSid = newSid()
    const { body } = await desk.ask('/api/twilio/voice', callerParams(callSid, params))
    expect(body).toContain(`>room-${callSid}</Conference>`)
    expect(await fieldsOf(callSid)).toEqual(fields)
    const again = await askTwiml(desk, callSid, params)
    expect(again.status).toBe(200)
  })

  test('takes no caller for an agent, whatever they write as their address', async () => {
    const callSid = newSid()
    await desk.ask(
      '/api/twilio/voice',
      callerParams(callSid, { From: 'agent:agent: mia', ForwardedFrom: 'agent:mia' }),
    )
    expect((await desk.calls.state(callSid))?.view).toMatchObject({
      callerAddress: 'mia',
      forwardedFrom: 'mia',
    })
    await desk.ask('/api/twilio/status', callerParams(callSid, { CallStatus: 'completed' }))
  })

  test('rings when the carrier says nothing of the caller', async () => {
    const callSid = newSid()
    const { body } = await desk.ask('/api/twilio/voice', { CallSid: callSid })
    expect(body).toContain(`>room-${callSid}</Conference>`)
    expect(await fieldsOf(callSid)).toEqual([null, null, null, null])
  })

  test.each([
    ['TN-Validation-Passed-A', 'A', null],
    ['TN-Validation-Passed-B-Diverted', 'B', null],
    ['TN-Validation-Passed-C', 'C', null],
    ['TN-Validation-Failed-A', null, 'failed'],
    ['No-TN-Validation', null, 'unsigned'],
    ['something new', null, null],
  ])('keeps how far the carrier confirms the number: %s', async (StirVerstat, verified, unconfirmed) => {
    const callSid = newSid()
    const more = { StirVerstat, ForwardedFrom: '+12175550190', CallToken: 'a token' }
    await desk.ask('/api/twilio/voice', callerParams(callSid, more))
    const call = await desk.calls.state(callSid)
    expect(call?.view).toMatchObject({ verified, unconfirmed, forwardedFrom: '+12175550190' })
    expect(call?.snapshot.context.callToken).toBe('a token')
    expect(JSON.stringify(call?.view)).not.toContain('a token')
    await desk.ask('/api/twilio/status', callerParams(callSid, { CallStatus: 'completed' }))
    expect((await desk.calls.state(callSid))?.snapshot.context.callToken).toBeNull()
  })

  test('goes to voicemail at once when nobody is signed in, and says so every time', async () => {
    desk.desk.anyoneSignedIn = false
    const callSid = newSid()
    const first = await desk.ask('/api/twilio/voice', callerParams(callSid))
    expect(first.body).toContain('<Record ')
    desk.desk.anyoneSignedIn = true
    await claim(desk, callSid, 'ann')
    expect(await desk.ask('/api/twilio/voice', callerParams(callSid))).toEqual(first)
  })

  test('gives the same answer to a repeated delivery when the call has moved on', async () => {
    const callSid = newSid()
    const first = await desk.ask('/api/twilio/voice', callerParams(callSid))
    await claim(desk, callSid, 'ann')
    await desk.calls.send(callSid, { type: 'PARK', ...asAgent('ann') })
    const before = (await desk.calls.state(callSid))?.rev
    expect(await desk.ask('/api/twilio/voice', callerParams(callSid))).toEqual(first)
    await desk.calls.send(callSid, { type: 'HANGUP', ...asAgent('ann') })
    expect(await desk.ask('/api/twilio/voice', callerParams(callSid))).toEqual(first)
    expect((await desk.calls.state(callSid))?.rev).toBe((before ?? 0) + 1)
  })

  test('answers with the lot for a call that was found before its own request came', async () => {
    const callSid = newSid()
    await desk.calls.arrive({
      type: 'FOUND_LIVE',
      callSid,
      callerNumber: null,
      callerName: null,
      calledNumber: null,
    })
    const { body } = await desk.ask('/api/twilio/voice', callerParams(callSid))
    expect(body).toContain('/api/twilio/wait/park')
  })

  test('turns away the leg of a console that reached the wrong URL', async () => {
    const callSid = newSid()
    const { body } = await desk.ask('/api/twilio/voice', legParams(callSid, 'ann', { callSid: newSid() }))
    expect(body).toContain('<Reject/>')
    expect(await desk.calls.state(callSid)).toBeNull()
  })
})

const say = (text: string) => ({ kind: 'say', text }) as const
const NEVER = { mon: [], tue: [], wed: [], thu: [], fri: [], sat: [], sun: [] }
const placeIn = (body: string) => /<(Say|Dial|Record|Redirect|Hangup)/.exec(body)?.[1]

describe('a greeting', () => {
  beforeEach(() => {
    desk.desk.office = { ...NEW_OFFICE, greeting: say('Welcome') }
  })

  test('is heard while it rings already, and the room comes after it, also when TwiML is asked for again', async () => {
    const callSid = newSid()
    const first = await desk.ask('/api/twilio/voice', callerParams(callSid))
    expect(first.body).toContain('<Say>Welcome</Say>')
    expect((await desk.calls.state(callSid))?.view).toMatchObject({ offeredTo: ['ann', 'bob'] })
    // A caller who is redirected before its end is still greeted.
    expect((await askTwiml(desk, callSid)).body).toContain('Welcome')
    const path = `/api/twilio/calls/${callSid}/twiml?greeted=1`
    const greeted = () => desk.ask(path, callerParams(callSid, { CallStatus: 'in-progress' }))
    expect(placeIn((await greeted()).body)).toBe('Dial')
    const rev = (await desk.calls.state(callSid))?.rev
    expect(placeIn((await greeted()).body)).toBe('Dial')
    expect(placeIn((await askTwiml(desk, callSid)).body)).toBe('Dial')
    expect((await desk.calls.state(callSid))?.rev).toBe(rev)
    expect(await desk.ask('/api/twilio/voice', callerParams(callSid))).toEqual(first)
    expect(desk.commands).toEqual([])
  })

  test('ends when an agent claims the call, and costs a redirect only then', async () => {
    const [early, late] = [newSid(), newSid()]
    for (const callSid of [early, late]) await desk.ask('/api/twilio/voice', callerParams(callSid))
    await desk.ask(`/api/twilio/calls/${late}/twiml?greeted=1`, callerParams(late))
    await claim(desk, early, 'ann')
    await claim(desk, late, 'bob')
    expect(desk.commands.map(({ type, callSid }) => [type, callSid])).toEqual([['redirectCaller', early]])
    expect(placeIn((await askTwiml(desk, early)).body)).toBe('Dial')
  })

  test('gives way to the voicemail when the time to answer is up', async () => {
    const callSid = await ringing(desk)
    const [timer] = await desk.redis.zrange(desk.timers, '0', '-1')
    desk.clock.at += 30_000
    await desk.calls.fire(callSid, timer?.split('|')[2] ?? '')
    expect((await askTwiml(desk, callSid)).body).toContain('<Record ')
    // The news that it was heard comes too late to matter.
    const { body } = await desk.ask(`/api/twilio/calls/${callSid}/twiml?greeted=1`, callerParams(callSid))
    expect(body).toContain('<Record ')
    expect(desk.commands.map(({ type }) => type)).toEqual(['redirectCaller'])
  })
})

describe('a closed office', () => {
  test('takes messages, and rings nobody though everybody is there', async () => {
    desk.desk.office = { ...NEW_OFFICE, week: NEVER, closed: say('We are closed'), greeting: say('Welcome') }
    const callSid = newSid()
    const first = await desk.ask('/api/twilio/voice', callerParams(callSid))
    expect(first.body).toMatch(/<Say>We are closed<\/Say><Record /)
    expect((await desk.calls.state(callSid))?.view).toMatchObject({
      state: 'voicemail.recording',
      offeredTo: [],
    })
    expect(await desk.ask('/api/twilio/voice', callerParams(callSid))).toEqual(first)
    const params = { RecordingSid: 'RE1', RecordingDuration: '4' }
    expect(placeIn((await askTwiml(desk, callSid, params)).body)).toBe('Hangup')
    expect((await desk.calls.state(callSid))?.snapshot.context).toMatchObject({
      outcome: 'voicemail',
      message: { recordingSid: 'RE1', seconds: 4 },
    })
  })

  test('or only says that it is closed: the call is then missed', async () => {
    desk.desk.office = { ...NEW_OFFICE, week: NEVER, whenClosed: 'hangup' }
    const callSid = newSid()
    const { body } = await desk.ask('/api/twilio/voice', callerParams(callSid))
    expect(body).toMatch(/<Say>[^<]+<\/Say><Hangup\/>/)
    expect((await desk.calls.state(callSid))?.view).toMatchObject({
      state: 'voicemail.announcing',
      offeredTo: [],
    })
    await desk.ask('/api/twilio/status', callerParams(callSid, { CallStatus: 'completed' }))
    expect((await desk.calls.state(callSid))?.view).toMatchObject({ status: 'ended', outcome: 'missed' })
  })

  test('is so by its hours when the call comes in, and its callers can still be taken', async () => {
    const week = { ...NEVER, sun: [{ from: '00:00', to: '12:00' }] }
    desk.desk.office = { ...NEW_OFFICE, week, whenClosed: 'hangup' }
    const inTime = await ringing(desk)
    desk.clock.at += 12 * 3_600_000
    const tooLate = await ringing(desk)
    expect(await desk.stateOf(inTime)).toBe('ringing.offering')
    expect(placeIn((await askTwiml(desk, inTime)).body)).toBe('Dial')
    expect(await desk.stateOf(tooLate)).toBe('voicemail.announcing')
    expect((await claim(desk, tooLate, 'ann')).ok).toBe(true)
    expect(placeIn((await askTwiml(desk, tooLate)).body)).toBe('Dial')
  })
})
