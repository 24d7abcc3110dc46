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

  test.each(['anonymous', '+266696687', '', 'sip:somebody@example.com'])(
    'takes a caller who is %j for one without a number',
    async (From) => {
      const callSid = newSid()
      await desk.ask('/api/twilio/voice', callerParams(callSid, { From }))
      expect((await desk.calls.state(callSid))?.view.callerNumber).toBeNull()
    },
  )

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

  test('turns away a browser that reached the wrong URL', async () => {
    const callSid = newSid()
    const { body } = await desk.ask('/api/twilio/voice', legParams(callSid, 'ann'))
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

  test('is heard while it rings already, and the room comes after it, whatever is asked how often', async () => {
    const callSid = newSid()
    const first = await desk.ask('/api/twilio/voice', callerParams(callSid))
    expect(first.body).toContain('<Say>Welcome</Say>')
    expect((await desk.calls.state(callSid))?.view).toMatchObject({ offeredTo: ['ann', 'bob'] })
    // Sent back before its end, by whatever redirect, the caller is greeted still.
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
