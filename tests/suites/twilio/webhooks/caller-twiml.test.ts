import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import {
  asAgent,
  askTwiml,
  CALLER,
  callerParams,
  NUMBER,
  newSid,
  type OpenDesk,
  openDesk,
  ringing,
  talking,
} from '../desk.ts'

const HANGUP = '<Response><Hangup/></Response>'
let desk: OpenDesk
beforeEach(async () => {
  desk = await openDesk()
})
afterEach(() => desk.close())

/** Until the function is called that this returns. */
function redisGoesAway(): () => void {
  const away = () => Promise.reject(new Error('Connection is closed.'))
  const broken = (['evalsha', 'hmget'] as const).map((command) =>
    vi.spyOn(desk.redis, command).mockImplementation(away),
  )
  return () => {
    for (const spy of broken) spy.mockRestore()
  }
}

/** Where the document sends the caller: path and query, as Twilio asks for them. */
function asksNext(document: string): string {
  const [, address = ''] = /<Redirect[^>]*>([^<]*)</.exec(document) ?? []
  const { pathname, search } = new URL(address.replaceAll('&amp;', '&'))
  return pathname + search
}

describe("the caller's twiml", () => {
  test('is where the caller belongs now', async () => {
    const { callSid } = await talking(desk)
    const says = async (what: string) => expect((await askTwiml(desk, callSid)).body).toContain(what)
    await says(`room-${callSid}`)
    await desk.calls.send(callSid, { type: 'HOLD', ...asAgent('ann') })
    await says('/api/twilio/wait/hold')
    await desk.calls.send(callSid, { type: 'PARK', ...asAgent('ann') })
    await says('/api/twilio/wait/park')
    await desk.calls.send(callSid, { type: 'HANGUP', ...asAgent('bob') })
    await says(HANGUP)
  })

  test('is proof that a redirect was carried out, when the request came from that redirect', async () => {
    const { callSid } = await talking(desk)
    const rev = (await desk.calls.state(callSid))?.rev ?? 0
    // A room asks in passing, when its leg is taken out of it, and does not listen to the answer.
    await askTwiml(desk, callSid, { DialCallStatus: 'answered' })
    expect(await desk.calls.hasFollowedRedirect(callSid, 1)).toBe(false)
    const asksBecauseOf = (order: number) =>
      desk.ask(
        `/api/twilio/calls/${callSid}/twiml?rev=${order}`,
        callerParams(callSid, { CallStatus: 'in-progress' }),
      )
    // Delivered twice, Twilio may have gone by the answer of before: a later order is not proven.
    await asksBecauseOf(rev - 1)
    expect(await desk.calls.hasFollowedRedirect(callSid, rev - 1)).toBe(true)
    expect(await desk.calls.hasFollowedRedirect(callSid, rev)).toBe(false)
    // An order for a change that Redis has lost proves no more than what there is now.
    await asksBecauseOf(rev + 1)
    expect(await desk.calls.hasFollowedRedirect(callSid, rev)).toBe(true)
    expect(await desk.calls.hasFollowedRedirect(callSid, rev + 1)).toBe(false)
  })

  test('is the lot for a live call that nobody knew, which is adopted', async () => {
    const callSid = newSid()
    const { body } = await askTwiml(desk, callSid, { DialCallStatus: 'completed' })
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
    expect((await askTwiml(desk, callSid, { CallStatus: 'completed' })).body).toContain(HANGUP)
    expect(await desk.calls.state(callSid)).toBeNull()
  })

  test('takes the end of the call for what it is, when the caller hung up in the room', async () => {
    const { callSid } = await talking(desk)
    expect((await askTwiml(desk, callSid, { CallStatus: 'completed' })).body).toContain(HANGUP)
    expect((await desk.calls.state(callSid))?.view).toMatchObject({ status: 'ended', outcome: 'answered' })
    expect((await desk.calls.history(callSid)).at(-1)?.evidence).toContain('completed')
  })

  test('ends a voicemail with its recording, without a command to Twilio', async () => {
    desk.desk.anyoneSignedIn = false
    const callSid = await ringing(desk)
    const answer = await askTwiml(desk, callSid, { RecordingSid: 'RE1', RecordingDuration: '7' })
    expect(answer.body).toContain(HANGUP)
    expect((await desk.calls.state(callSid))?.view.outcome).toBe('voicemail')
    expect(desk.commands).toEqual([])
    expect(await askTwiml(desk, callSid, { RecordingSid: 'RE1' })).toEqual(answer)
  })

  test.each([
    ['with its length', { RecordingDuration: '7' }, 7],
    ['of which no length is known', {}, null],
  ])('keeps a message that was left while Redis was away, %s', async (_, length, durationS) => {
    desk.desk.anyoneSignedIn = false
    const callSid = await ringing(desk)
    const back = redisGoesAway()
    const params = callerParams(callSid, { CallStatus: 'in-progress' })
    const first = await askTwiml(desk, callSid, { RecordingSid: 'RE1', ...length })
    const second = await desk.ask(asksNext(first.body), params)
    expect(second).toEqual(first)
    back()
    expect((await desk.ask(asksNext(second.body), params)).body).toContain(HANGUP)
    const { snapshot, view } = (await desk.calls.state(callSid)) ?? {}
    expect(view?.outcome).toBe('voicemail')
    expect(snapshot?.context.message).toMatchObject({ recordingSid: 'RE1', seconds: durationS })
  })

  test('takes the message that comes now for the newer one', async () => {
    desk.desk.anyoneSignedIn = false
    const callSid = await ringing(desk)
    const path = `/api/twilio/calls/${callSid}/twiml?recordingSid=RE1&seconds=7`
    await desk.ask(path, callerParams(callSid, { CallStatus: 'in-progress', RecordingSid: 'RE2' }))
    const message = (await desk.calls.state(callSid))?.snapshot.context.message
    expect(message).toMatchObject({ recordingSid: 'RE2', seconds: null })
  })

  test('is proof that an order was carried out also when Redis was away as it was asked for', async () => {
    const { callSid } = await talking(desk)
    const rev = (await desk.calls.state(callSid))?.rev ?? 0
    const params = callerParams(callSid, { CallStatus: 'in-progress' })
    const back = redisGoesAway()
    const { body } = await desk.ask(`/api/twilio/calls/${callSid}/twiml?rev=${rev}`, params)
    back()
    await desk.ask(asksNext(body), params)
    expect(await desk.calls.hasFollowedRedirect(callSid, rev)).toBe(true)
  })

  test('keeps a message whose caller hung up', async () => {
    desk.desk.anyoneSignedIn = false
    const callSid = await ringing(desk)
    await askTwiml(desk, callSid, { CallStatus: 'completed', RecordingSid: 'RE1' })
    expect((await desk.calls.state(callSid))?.view.outcome).toBe('voicemail')
  })
})
