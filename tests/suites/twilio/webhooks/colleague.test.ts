import { afterEach, beforeEach, expect, test } from 'vitest'
import {
  asAgent,
  askTwiml,
  callerParams,
  claim,
  legParams,
  newSid,
  type OpenDesk,
  openDesk,
} from '../desk.ts'

let desk: OpenDesk
beforeEach(async () => {
  desk = await openDesk()
})
afterEach(() => desk.close())

/** Ann's browser connects, in order to talk to somebody. */
async function annCalls(colleague: string) {
  const callSid = newSid()
  const answer = await desk.ask('/api/twilio/leg', legParams(callSid, 'ann', { colleague }))
  return { callSid, answer }
}
const view = async (callSid: string) => (await desk.calls.state(callSid))?.view
const legEnds = (legSid: string, agentId: string) =>
  desk.ask('/api/twilio/status', legParams(legSid, agentId, { CallStatus: 'completed' }))

test('a colleague who is called is rung alone, and the one who calls hears it ring', async () => {
  const { callSid, answer } = await annCalls('bob')
  expect(answer.body).toContain(`>room-${callSid}<`)
  expect(answer.body).toContain('/api/twilio/wait/ringback')
  expect(await view(callSid)).toMatchObject({
    status: 'ringing',
    state: 'ringing.calling',
    direction: 'internal',
    offeredTo: ['bob'],
    callerNumber: 'agent:ann',
    callerName: 'ANN',
    calledNumber: 'agent:bob',
    agentId: null,
  })
  expect(await claim(desk, callSid, 'cat')).toMatchObject({ code: 'not_yours' })
  expect(await claim(desk, callSid, 'ann')).toMatchObject({ code: 'not_yours' })
  expect(await claim(desk, callSid, 'bob')).toMatchObject({ ok: true })
  const legSid = newSid()
  expect((await desk.ask('/api/twilio/leg', legParams(legSid, 'bob', { callSid }))).body).toContain('room-')
  expect(await view(callSid)).toMatchObject({ state: 'active.talking', agentId: 'bob' })
})

test('who calls a colleague is on that call, and takes no other', async () => {
  const { callSid } = await annCalls('bob')
  const other = newSid()
  await desk.ask('/api/twilio/voice', callerParams(other))
  expect(await claim(desk, other, 'ann')).toMatchObject({ code: 'agent_busy' })
  expect((await annCalls('bob')).answer.body).toContain('<Reject/>')
  await desk.calls.send(callSid, { type: 'HANGUP', ...asAgent('ann') })
  expect(await view(callSid)).toMatchObject({ outcome: 'abandoned' })
  expect(await claim(desk, other, 'ann')).toMatchObject({ ok: true })
})

test('a colleague who has just taken another call is not rung, also when the picture of the desk is older', async () => {
  const other = newSid()
  await desk.ask('/api/twilio/voice', callerParams(other))
  await claim(desk, other, 'bob')
  const { callSid, answer } = await annCalls('bob')
  expect(answer.body).toContain('<Reject/>')
  expect(await view(callSid)).toMatchObject({ status: 'ended', outcome: 'missed' })
})

test('nobody calls themselves, nor somebody who is away', async () => {
  for (const colleague of ['ann', 'zoe'])
    expect((await annCalls(colleague)).answer.body).toContain('<Reject/>')
})

test('a colleague who declines, or does not answer, ends the call', async () => {
  const { callSid } = await annCalls('bob')
  await desk.calls.send(callSid, { type: 'DECLINE', ...asAgent('bob') })
  expect(await view(callSid)).toMatchObject({ status: 'ended', outcome: 'missed' })
  expect(desk.commands.at(-1)).toMatchObject({ type: 'completeCaller', callSid })
  const again = await annCalls('bob')
  const [timer] = (await desk.redis.zrange(desk.timers, '0', '-1')).filter((it) => it.includes(again.callSid))
  desk.clock.at += 30_000
  await desk.calls.fire(again.callSid, timer?.split('|')[2] ?? '')
  expect(await view(again.callSid)).toMatchObject({ status: 'ended', outcome: 'missed' })
})

test('a colleague may hold or park the call as any other, and the one who called cannot pick it up', async () => {
  const { callSid } = await annCalls('bob')
  await claim(desk, callSid, 'bob')
  await desk.ask('/api/twilio/leg', legParams(newSid(), 'bob', { callSid }))
  await desk.calls.send(callSid, { type: 'PARK', ...asAgent('bob') })
  expect((await askTwiml(desk, callSid, { From: 'client:ann' })).body).toContain('/api/twilio/wait/park')
  expect(await desk.calls.send(callSid, { type: 'UNPARK', ...asAgent('ann') })).toMatchObject({
    code: 'agent_busy',
  })
  expect(await desk.calls.send(callSid, { type: 'UNPARK', ...asAgent('bob') })).toMatchObject({ ok: true })
})

test('the call is over when the leg of the one who called is, however its news comes', async () => {
  const { callSid } = await annCalls('bob')
  await claim(desk, callSid, 'bob')
  await legEnds(callSid, 'ann')
  expect(await view(callSid)).toMatchObject({ status: 'ended' })
  const late = newSid()
  await legEnds(late, 'ann')
  await desk.ask('/api/twilio/leg', legParams(late, 'ann', { colleague: 'bob' }))
  expect(await view(late)).toMatchObject({ status: 'ended' })
})

test('a leg that is asked for twice is answered twice in the same way, and rings once', async () => {
  const { callSid, answer } = await annCalls('bob')
  const again = await desk.ask('/api/twilio/leg', legParams(callSid, 'ann', { colleague: 'bob' }))
  expect(again.body).toBe(answer.body)
  expect((await view(callSid))?.rev).toBe(1)
})

test('a call to a colleague whose end is told first does not ring', async () => {
  const callSid = newSid()
  await legEnds(callSid, 'ann')
  const answer = await desk.ask('/api/twilio/leg', legParams(callSid, 'ann', { colleague: 'bob' }))
  expect(answer.body).toContain('<Reject/>')
  expect(await view(callSid)).toMatchObject({ status: 'ended' })
})
