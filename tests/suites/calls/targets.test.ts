import { afterEach, beforeEach, expect, test } from 'vitest'
import {
  asAgent,
  claim,
  legParams,
  newSid,
  type OpenDesk,
  openDesk,
  ringing,
  talking,
} from '../twilio/desk.ts'

/** The picture of the desk that decisions are made on is a moment old: here, as old as a test wants. */
let desk: OpenDesk
beforeEach(async () => {
  desk = await openDesk()
})
afterEach(() => desk.close())

const OUTSIDE = '+12175550177'
const transfers = (
  callSid: string,
  to: `agent:${string}` | typeof OUTSIDE,
  kind: 'blind' | 'consult' = 'blind',
) => desk.calls.send(callSid, { type: 'TRANSFER', ...asAgent('ann'), to, kind })

test('a colleague who has taken a call since the desk was looked at is not rung', async () => {
  const { callSid } = await talking(desk)
  await claim(desk, await ringing(desk), 'bob')
  expect(desk.desk.freeAgents).toContain('bob')
  expect(await transfers(callSid, 'agent:bob')).toMatchObject({ ok: false, code: 'target_unavailable' })
  expect(await desk.stateOf(callSid)).toBe('active.talking')
})

test('a colleague who has gone away since is not rung', async () => {
  const { callSid } = await talking(desk)
  await desk.agents.send('bob', 'BOB', { type: 'SIGN_IN' })
  expect(await transfers(callSid, 'agent:bob')).toMatchObject({ code: 'target_unavailable' })
})

test('nobody is refused a colleague who has just become free', async () => {
  const { callSid } = await talking(desk)
  await desk.agents.send('bob', 'BOB', { type: 'SIGN_IN' })
  await desk.agents.send('bob', 'BOB', { type: 'STREAM_OPENED', streamId: 'b', coordinatorId: 'elsewhere' })
  await desk.agents.send('bob', 'BOB', { type: 'CHOOSE', presence: 'available' })
  desk.desk.freeAgents = []
  expect(await transfers(callSid, 'agent:bob')).toMatchObject({ ok: true, view: { offeredTo: ['bob'] } })
})

test('a number that is rung a second time for one call is told from the first time', async () => {
  const { callSid } = await talking(desk)
  await transfers(callSid, OUTSIDE)
  const first = (await desk.calls.state(callSid))?.snapshot.context.transfer?.at
  await desk.calls.send(callSid, { type: 'CANCEL', ...asAgent('ann') })
  await desk.ask('/api/twilio/leg', legParams(newSid(), 'ann', { callSid }))
  desk.clock.at += 4_000
  await transfers(callSid, OUTSIDE)
  const second = (await desk.calls.state(callSid))?.snapshot.context.transfer?.at
  const of = (transferAt: number | undefined) => `callSid=${callSid}&outside=1&transferAt=${transferAt}`
  const late = { ...legParams(newSid(), 'ann'), From: '+12175550100', To: OUTSIDE }
  const ended = { ...late, CallStatus: 'no-answer' }
  await desk.ask(`/api/twilio/status?${of(first)}`, ended)
  expect(await desk.stateOf(callSid)).toBe('transferring.offering')
  expect((await desk.ask(`/api/twilio/leg?${of(first)}`, late)).body).toContain('<Hangup/>')
  expect(await desk.stateOf(callSid)).toBe('transferring.offering')
  const answers = { ...late, CallSid: newSid() }
  expect((await desk.ask(`/api/twilio/leg?${of(second)}`, answers)).body).toContain(`room-${callSid}`)
  expect(await desk.stateOf(callSid)).toBe('active.outside')
})
