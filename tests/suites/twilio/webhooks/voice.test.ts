import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import {
  asAgent,
  CALLER,
  callerParams,
  claim,
  legParams,
  NUMBER,
  newSid,
  type OpenDesk,
  openDesk,
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
    desk.desk.staffed = false
    const callSid = newSid()
    const first = await desk.ask('/api/twilio/voice', callerParams(callSid))
    expect(first.body).toContain('<Record ')
    desk.desk.staffed = true
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
