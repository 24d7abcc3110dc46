import { afterEach, beforeEach, expect, test } from 'vitest'
import { asAgent, legParams, newSid, type OpenDesk, openDesk, talking } from '../desk.ts'

const HANGUP = '<Response><Hangup/></Response>'
let desk: OpenDesk
beforeEach(async () => {
  desk = await openDesk()
})
afterEach(() => desk.close())

/** Ann asks Bob about her caller, and talks with the caller again while Bob waits. */
async function swapped() {
  const { callSid, legSid } = await talking(desk)
  await desk.calls.send(callSid, { type: 'TRANSFER', ...asAgent('ann'), to: 'agent:bob', kind: 'consult' })
  await desk.calls.send(callSid, { type: 'CLAIM', ...asAgent('bob') })
  const bobs = newSid()
  const first = await desk.ask('/api/twilio/leg', legParams(bobs, 'bob', { callSid }))
  expect(first.body).toContain(`>room-${callSid}</Conference>`)
  await desk.calls.send(callSid, { type: 'RESUME', ...asAgent('ann') })
  return { callSid, anns: legSid, bobs }
}
const ask = async (callSid: string, legSid: string) =>
  (await desk.ask(`/api/twilio/legs/${legSid}/twiml?callSid=${callSid}`, { CallSid: legSid })).body

test('the leg of a colleague who waits hears hold music, and is in the room again afterwards', async () => {
  const { callSid, anns, bobs } = await swapped()
  const [toHold, toRoom] = desk.commands.slice(-2)
  // Bob leaves the room before the caller enters it.
  expect([toHold?.type, toRoom?.type]).toEqual(['redirectLeg', 'redirectCaller'])
  expect(toHold).toMatchObject({ legSid: bobs })
  expect(await ask(callSid, bobs)).toMatch(/<Redirect method="POST">[^<]*\/wait\/hold/)
  expect(await ask(callSid, anns)).toContain(`>room-${callSid}</Conference>`)
  await desk.calls.send(callSid, { type: 'HOLD', ...asAgent('ann') })
  expect(desk.commands.slice(-2).map(({ type }) => type)).toEqual(['redirectCaller', 'redirectLeg'])
  expect(await ask(callSid, bobs)).toContain(`>room-${callSid}</Conference>`)
})

test('a console that connects anew while its agent waits hears hold music', async () => {
  const { callSid } = await swapped()
  const again = await desk.ask('/api/twilio/leg', legParams(newSid(), 'bob', { callSid }))
  expect(again.body).toMatch(/\/wait\/hold/)
})

test('a leg that the call does not want is hung up, and so is one of a call that nobody knows', async () => {
  const { callSid, bobs } = await swapped()
  expect(await ask(callSid, newSid())).toContain(HANGUP)
  expect(await ask(newSid(), bobs)).toContain(HANGUP)
  await desk.calls.send(callSid, { type: 'CANCEL', ...asAgent('ann') })
  expect(await ask(callSid, bobs)).toContain(HANGUP)
})
