import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import {
  askTwiml,
  callerParams,
  legParams,
  newSid,
  type OpenDesk,
  openDesk,
  ringing,
  talking,
} from '../desk.ts'

let desk: OpenDesk
beforeEach(async () => {
  desk = await openDesk()
})
afterEach(() => desk.close())

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
    const { callSid } = await talking(desk)
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
    desk.desk.anyoneSignedIn = false
    const [open, missed] = [await ringing(desk), await ringing(desk)]
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
    const { callSid } = await talking(desk)
    await askTwiml(desk, newSid())
    await desk.ask('/api/twilio/leg', legParams(newSid(), 'bob', { callSid }))
    await desk.ask('/api/twilio/status', callerParams(callSid, { CallStatus: 'completed' }))
    const public_ = desk.logged.filter((line) => JSON.parse(line).level >= 30)
    expect(public_.length).toBeGreaterThan(2)
    expect(public_.join('')).not.toMatch(/\+?1217555/)
  })
})
