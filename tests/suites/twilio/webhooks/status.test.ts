import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import {
  asAgent,
  callerParams,
  legParams,
  NUMBER,
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

describe('status', () => {
  test('ends the call when the caller is gone', async () => {
    const callSid = await ringing(desk)
    const params = callerParams(callSid, { CallStatus: 'no-answer', SequenceNumber: '2' })
    const answer = await desk.ask('/api/twilio/status', params)
    expect([answer.status, answer.body]).toEqual([204, ''])
    expect((await desk.calls.state(callSid))?.view.outcome).toBe('abandoned')
    expect((await desk.calls.history(callSid)).at(-1)?.evidence).toContain('no-answer')
    expect((await desk.ask('/api/twilio/status', params)).status).toBe(204)
  })

  test('changes nothing by news that is late, early or of strangers', async () => {
    const { callSid, legSid } = await talking(desk)
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
    const { callSid, legSid } = await talking(desk)
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

  test('does not try the hang-up of an agent as the end of a call', async () => {
    const { callSid, legSid } = await talking(desk)
    await desk.calls.send(callSid, { type: 'HANGUP', ...asAgent('ann') })
    const sent = vi.spyOn(desk.calls, 'send')
    await desk.ask('/api/twilio/status', legParams(legSid, 'ann', { CallStatus: 'completed' }))
    expect(sent).not.toHaveBeenCalled()
  })

  test('gives the caller straight back to a console that has been reloaded', async () => {
    await desk.agents.send('ann', 'Ann', { type: 'SIGN_IN' })
    const { callSid, legSid } = await talking(desk)
    desk.clock.at += 5_000
    await desk.agents.send('ann', 'Ann', { type: 'STREAM_OPENED', streamId: 's1', coordinatorId: 'c1' })
    await desk.ask('/api/twilio/status', legParams(legSid, 'ann', { CallStatus: 'completed' }))
    expect((await desk.calls.state(callSid))?.view).toMatchObject({
      state: 'parked.returning',
      offeredTo: ['ann'],
    })
  })

  test('returns a transfer that nobody outside answered to its sender', async () => {
    const { callSid } = await talking(desk)
    await desk.calls.send(callSid, { type: 'TRANSFER', ...asAgent('ann'), to: '+12175550177', kind: 'blind' })
    const path = `/api/twilio/status?callSid=${callSid}&outside=1`
    await desk.ask(path, callerParams(newSid(), { From: NUMBER, To: '+12175550177', CallStatus: 'busy' }))
    expect((await desk.calls.state(callSid))?.view).toMatchObject({
      state: 'parked.returning',
      offeredTo: ['ann'],
    })
  })
})
