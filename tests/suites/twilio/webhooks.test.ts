import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { closeRedis } from '../../../coordinator/redis/connect.ts'
import { signature } from '../../simulator/webhooks/signature.ts'
import {
  AUTH_TOKEN,
  CALLER,
  callerParams,
  legParams,
  NUMBER,
  newSid,
  type OpenDesk,
  openDesk,
} from './desk.ts'

let desk: OpenDesk
beforeEach(async () => {
  desk = await openDesk()
})
afterEach(() => desk.close())

const HANGUP = '<Response><Hangup/></Response>'
const asAgent = (by: string) => ({ by, role: 'agent' as const })
const claim = (callSid: string, by: string) => desk.calls.send(callSid, { type: 'CLAIM', ...asAgent(by) })
const askTwiml = (callSid: string, more: Record<string, string> = {}) =>
  desk.ask(
    `/api/twilio/calls/${callSid}/twiml`,
    callerParams(callSid, { CallStatus: 'in-progress', ...more }),
  )

async function ringing(): Promise<string> {
  const callSid = newSid()
  await desk.ask('/api/twilio/voice', callerParams(callSid))
  return callSid
}

async function talking(agentId = 'ann'): Promise<{ callSid: string; legSid: string }> {
  const callSid = await ringing()
  const legSid = newSid()
  await claim(callSid, agentId)
  await desk.ask('/api/twilio/leg', legParams(legSid, agentId, { callSid }))
  return { callSid, legSid }
}

describe('a request that Twilio did not sign', () => {
  test('gets 403 and an empty body, and changes nothing', async () => {
    const callSid = newSid()
    const params = callerParams(callSid)
    const wrong = { 'X-Twilio-Signature': signature('guess', `${desk.url}/api/twilio/voice`, params) }
    for (const path of [
      'voice',
      'leg',
      `calls/${callSid}/twiml`,
      'wait/hold',
      'status',
      'room',
      'recording',
    ]) {
      const response = await desk.post(`/api/twilio/${path}`, params, wrong)
      expect([path, response.status, await response.text()]).toEqual([path, 403, ''])
    }
    const unsigned = await fetch(`${desk.url}/api/twilio/voice`, {
      method: 'POST',
      body: new URLSearchParams(params),
    })
    expect([unsigned.status, await unsigned.text()]).toEqual([403, ''])
    expect(await desk.calls.state(callSid)).toBeNull()
  })

  test('is not believed for its Host header', async () => {
    const params = callerParams(newSid())
    const forged = signature(AUTH_TOKEN, 'http://evil.example.com/api/twilio/voice', params)
    const headers = { Host: 'evil.example.com', 'X-Forwarded-Host': 'evil.example.com' }
    const response = await desk.post('/api/twilio/voice', params, {
      ...headers,
      'X-Twilio-Signature': forged,
    })
    expect(response.status).toBe(403)
  })

  test('is refused when its body is too large to be one of Twilio’s', async () => {
    const response = await desk.post(
      '/api/twilio/voice',
      callerParams(newSid(), { Junk: 'x'.repeat(70_000) }),
    )
    expect([response.status, await response.text()]).toEqual([403, ''])
  })
})

describe('a signed request', () => {
  test('with parameters that nobody knows is welcome', async () => {
    const answer = await desk.ask(
      '/api/twilio/voice',
      callerParams(newSid(), { StirVerstat: 'A', Novelty: '1' }),
    )
    expect(answer.status).toBe(200)
  })

  test('without what it needs is told what is missing', async () => {
    const { CallSid: _, ...params } = callerParams(newSid())
    const answer = await desk.ask('/api/twilio/voice', params)
    expect(answer.status).toBe(400)
    expect(answer.body).toContain('CallSid: ')
  })

  test('gets 503 while Redis is away, so that Twilio asks again', async () => {
    await closeRedis(desk.redis)
    const answer = await desk.ask('/api/twilio/voice', callerParams(newSid()))
    expect([answer.status, answer.body]).toEqual([503, ''])
  })
})

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
    desk.desk.staffed = false
    const callSid = newSid()
    const first = await desk.ask('/api/twilio/voice', callerParams(callSid))
    expect(first.body).toContain('<Record ')
    desk.desk.staffed = true
    await claim(callSid, 'ann')
    expect(await desk.ask('/api/twilio/voice', callerParams(callSid))).toEqual(first)
  })

  test('gives the same answer to a repeated delivery when the call has moved on', async () => {
    const callSid = newSid()
    const first = await desk.ask('/api/twilio/voice', callerParams(callSid))
    await claim(callSid, 'ann')
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

describe('leg', () => {
  test('lets in the agent who holds the claim, however often it is delivered', async () => {
    const callSid = await ringing()
    await claim(callSid, 'ann')
    const params = legParams(newSid(), 'ann', { callSid })
    const first = await desk.ask('/api/twilio/leg', params)
    expect(first.body).toContain(`>room-${callSid}</Conference>`)
    expect(first.body).toContain('startConferenceOnEnter="true"')
    expect(await desk.stateOf(callSid)).toBe('active.talking')
    const rev = (await desk.calls.state(callSid))?.rev
    await desk.calls.send(callSid, { type: 'PARK', ...asAgent('ann') })
    expect(await desk.ask('/api/twilio/leg', params)).toEqual(first)
    expect((await desk.calls.state(callSid))?.rev).toBe((rev ?? 0) + 1)
  })

  test('turns away everybody else', async () => {
    const callSid = await ringing()
    const unclaimed = await desk.ask('/api/twilio/leg', legParams(newSid(), 'ann', { callSid }))
    await claim(callSid, 'ann')
    const loser = await desk.ask('/api/twilio/leg', legParams(newSid(), 'bob', { callSid }))
    const astray = await desk.ask('/api/twilio/leg', legParams(newSid(), 'ann'))
    const invented = await desk.ask('/api/twilio/leg', legParams(newSid(), 'ann', { callSid: '../x' }))
    const unknown = await desk.ask('/api/twilio/leg', legParams(newSid(), 'ann', { callSid: newSid() }))
    for (const { status, body } of [unclaimed, loser, astray, invented, unknown]) {
      expect(status).toBe(200)
      expect(body).toContain('<Response><Reject/></Response>')
    }
    expect(await desk.stateOf(callSid)).toBe('active.connecting')
  })

  test('does not take a browser for a number outside because it says so', async () => {
    const { callSid } = await talking()
    await desk.calls.send(callSid, { type: 'TRANSFER', ...asAgent('ann'), to: '+12175550177', kind: 'blind' })
    const { body } = await desk.ask('/api/twilio/leg', legParams(newSid(), 'bob', { callSid, outside: '1' }))
    expect(body).toContain('<Reject/>')
  })

  test('lets in the number outside that a transfer dialled, and hangs up on any other', async () => {
    const { callSid } = await talking()
    await desk.calls.send(callSid, { type: 'TRANSFER', ...asAgent('ann'), to: '+12175550177', kind: 'blind' })
    expect(desk.commands.at(-1)).toMatchObject({ type: 'dialOutside', number: '+12175550177' })
    const path = `/api/twilio/leg?callSid=${callSid}&outside=1`
    const params = callerParams(newSid(), { From: NUMBER, To: '+12175550177', Direction: 'outbound-api' })
    expect((await desk.ask(path, params)).body).toContain(`>room-${callSid}</Conference>`)
    expect(await desk.stateOf(callSid)).toBe('active.outside')
    expect((await desk.ask(path, { ...params, CallSid: newSid() })).body).toContain(HANGUP)
  })
})

describe('a number outside that was given up', () => {
  test('neither gets the caller nor ends the transfer when the next number is being rung', async () => {
    const { callSid } = await talking()
    const transfer = (to: `+${string}`) =>
      desk.calls.send(callSid, { type: 'TRANSFER', ...asAgent('ann'), to, kind: 'consult' })
    await transfer('+12175550177')
    await desk.calls.send(callSid, { type: 'CANCEL', ...asAgent('ann') })
    await transfer('+12175550178')
    const before = await desk.calls.state(callSid)
    const late = callerParams(newSid(), { From: NUMBER, To: '+12175550177' })
    const { body } = await desk.ask(`/api/twilio/leg?callSid=${callSid}&outside=1`, late)
    expect(body).toContain(HANGUP)
    const ended = { ...late, CallStatus: 'completed' }
    await desk.ask(`/api/twilio/status?callSid=${callSid}&outside=1`, ended)
    expect(before?.view.state).toBe('transferring.offering')
    expect((await desk.calls.state(callSid))?.rev).toBe(before?.rev)
  })
})

describe("the caller's twiml", () => {
  test('is where the caller belongs now', async () => {
    const { callSid } = await talking()
    const says = async (what: string) => expect((await askTwiml(callSid)).body).toContain(what)
    await says(`room-${callSid}`)
    await desk.calls.send(callSid, { type: 'HOLD', ...asAgent('ann') })
    await says('/api/twilio/wait/hold')
    await desk.calls.send(callSid, { type: 'PARK', ...asAgent('ann') })
    await says('/api/twilio/wait/park')
    await desk.calls.send(callSid, { type: 'HANGUP', ...asAgent('bob') })
    await says(HANGUP)
  })

  test('is the lot for a live call that nobody knew, which is adopted', async () => {
    const callSid = newSid()
    const { body } = await askTwiml(callSid, { DialCallStatus: 'completed' })
    expect(body).toContain('/api/twilio/wait/park')
    expect((await desk.calls.state(callSid))?.view).toMatchObject({
      status: 'parked',
      callerNumber: CALLER,
      calledNumber: NUMBER,
    })
    expect((await desk.calls.history(callSid))[0]).toMatchObject({ event: 'FOUND_LIVE' })
  })

  test('is to hang up for a call that nobody knew and that is over: it is not adopted', async () => {
    const callSid = newSid()
    expect((await askTwiml(callSid, { CallStatus: 'completed' })).body).toContain(HANGUP)
    expect(await desk.calls.state(callSid)).toBeNull()
  })

  test('takes the end of the call for what it is, when the caller hung up in the room', async () => {
    const { callSid } = await talking()
    expect((await askTwiml(callSid, { CallStatus: 'completed' })).body).toContain(HANGUP)
    expect((await desk.calls.state(callSid))?.view).toMatchObject({ status: 'ended', outcome: 'answered' })
    expect((await desk.calls.history(callSid)).at(-1)?.evidence).toContain('completed')
  })

  test('ends a voicemail with its recording, without a command to Twilio', async () => {
    desk.desk.staffed = false
    const callSid = await ringing()
    const answer = await askTwiml(callSid, { RecordingSid: 'RE1', RecordingDuration: '7' })
    expect(answer.body).toContain(HANGUP)
    expect((await desk.calls.state(callSid))?.view.outcome).toBe('voicemail')
    expect(desk.commands).toEqual([])
    expect(await askTwiml(callSid, { RecordingSid: 'RE1' })).toEqual(answer)
  })

  test('keeps a message whose caller hung up', async () => {
    desk.desk.staffed = false
    const callSid = await ringing()
    await askTwiml(callSid, { CallStatus: 'completed', RecordingSid: 'RE1' })
    expect((await desk.calls.state(callSid))?.view.outcome).toBe('voicemail')
  })
})

describe('status', () => {
  test('ends the call when the caller is gone', async () => {
    const callSid = await ringing()
    const params = callerParams(callSid, { CallStatus: 'no-answer', SequenceNumber: '2' })
    const answer = await desk.ask('/api/twilio/status', params)
    expect([answer.status, answer.body]).toEqual([204, ''])
    expect((await desk.calls.state(callSid))?.view.outcome).toBe('abandoned')
    expect((await desk.calls.history(callSid)).at(-1)?.evidence).toContain('no-answer')
    expect((await desk.ask('/api/twilio/status', params)).status).toBe(204)
  })

  test('changes nothing by news that is late, early or of strangers', async () => {
    const { callSid, legSid } = await talking()
    const before = await desk.calls.state(callSid)
    for (const CallStatus of ['queued', 'initiated', 'ringing', 'in-progress', 'a-new-one']) {
      await desk.ask('/api/twilio/status', callerParams(callSid, { CallStatus }))
      await desk.ask('/api/twilio/status', legParams(legSid, 'ann', { CallStatus }))
    }
    await desk.ask('/api/twilio/status', callerParams(newSid(), { CallStatus: 'completed' }))
    await desk.ask('/api/twilio/status', legParams(newSid(), 'ann', { CallStatus: 'completed' }))
    expect((await desk.calls.state(callSid))?.rev).toBe(before?.rev)
  })

  test("parks the caller when the agent's leg is lost", async () => {
    const { callSid, legSid } = await talking()
    const lost = legParams(legSid, 'ann', { CallStatus: 'completed' })
    await desk.ask('/api/twilio/status', lost)
    expect((await desk.calls.state(callSid))?.view).toMatchObject({
      state: 'parked.waiting',
      parked: { by: 'ann' },
    })
    const before = await desk.calls.state(callSid)
    await desk.ask('/api/twilio/status', lost)
    expect((await desk.calls.state(callSid))?.rev).toBe(before?.rev)
  })

  test('gives the caller straight back to a console that has been reloaded', async () => {
    await desk.agents.send('ann', 'Ann', { type: 'SIGN_IN' })
    const { callSid, legSid } = await talking()
    desk.clock.at += 5_000
    await desk.agents.send('ann', 'Ann', { type: 'STREAM_OPENED', streamId: 's1', coordinatorId: 'c1' })
    await desk.ask('/api/twilio/status', legParams(legSid, 'ann', { CallStatus: 'completed' }))
    expect((await desk.calls.state(callSid))?.view).toMatchObject({
      state: 'parked.returning',
      offeredTo: ['ann'],
    })
  })

  test('returns a transfer that nobody outside answered to its sender', async () => {
    const { callSid } = await talking()
    await desk.calls.send(callSid, { type: 'TRANSFER', ...asAgent('ann'), to: '+12175550177', kind: 'blind' })
    const path = `/api/twilio/status?callSid=${callSid}&outside=1`
    await desk.ask(path, callerParams(newSid(), { From: NUMBER, To: '+12175550177', CallStatus: 'busy' }))
    expect((await desk.calls.state(callSid))?.view).toMatchObject({
      state: 'parked.returning',
      offeredTo: ['ann'],
    })
  })
})

describe('the rest', () => {
  test('a wait document plays its sound and asks for itself again', async () => {
    for (const sound of ['ringback', 'hold', 'park']) {
      const { status, body } = await desk.ask(`/api/twilio/wait/${sound}`, callerParams(newSid()))
      expect(status).toBe(200)
      expect(body).toContain(`>${desk.url}/sounds/${sound}.wav#rc=3&amp;rp=5xx,ct,rt</Play>`)
      expect(body).toContain(`>${desk.url}/api/twilio/wait/${sound}#rc=3&amp;rp=5xx,ct,rt</Redirect>`)
    }
    expect((await desk.ask('/api/twilio/wait/silence', callerParams(newSid()))).status).toBe(400)
  })

  test('events of a room mean nothing', async () => {
    const { callSid } = await talking()
    const before = await desk.calls.state(callSid)
    const params = {
      FriendlyName: `room-${callSid}`,
      StatusCallbackEvent: 'participant-leave',
      CallSid: callSid,
    }
    expect((await desk.ask('/api/twilio/room', params)).status).toBe(204)
    expect((await desk.calls.state(callSid))?.rev).toBe(before?.rev)
  })

  test('a recording ends the voicemail that is still open, and completes one that was missed', async () => {
    desk.desk.staffed = false
    const [open, missed] = [await ringing(), await ringing()]
    await desk.ask('/api/twilio/status', callerParams(missed, { CallStatus: 'completed' }))
    expect((await desk.calls.state(missed))?.view.outcome).toBe('missed')
    for (const callSid of [open, missed]) {
      const path = `/api/twilio/recording?callSid=${callSid}`
      const ready = { CallSid: callSid, RecordingSid: 'RE1', RecordingStatus: 'completed' }
      await desk.ask(path, { ...ready, RecordingStatus: 'absent' })
      expect((await desk.calls.state(callSid))?.view.outcome).not.toBe('voicemail')
      expect((await desk.ask(path, ready)).status).toBe(204)
      expect((await desk.calls.state(callSid))?.view.outcome).toBe('voicemail')
    }
  })

  test('no line of the log at info or above holds a phone number', async () => {
    const { callSid } = await talking()
    await askTwiml(newSid())
    await desk.ask('/api/twilio/leg', legParams(newSid(), 'bob', { callSid }))
    await desk.ask('/api/twilio/status', callerParams(callSid, { CallStatus: 'completed' }))
    const public_ = desk.logged.filter((line) => JSON.parse(line).level >= 30)
    expect(public_.length).toBeGreaterThan(2)
    expect(public_.join('')).not.toMatch(/\+?1217555/)
  })
})
