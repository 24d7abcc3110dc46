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
const ask = async (callSid: string, legSid: string, rev = '') =>
  (await desk.ask(`/api/twilio/legs/${legSid}/twiml?callSid=${callSid}${rev}`, { CallSid: legSid })).body

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

test('a leg that asks because of a redirect proves that Twilio has carried it out', async () => {
  const { callSid, bobs } = await swapped()
  const rev = (await desk.calls.state(callSid))?.rev ?? 0
  const has = (order: number) => desk.calls.hasFollowedRedirect(bobs, order)
  await ask(callSid, bobs)
  expect(await has(1)).toBe(false)
  await ask(callSid, bobs, `&rev=${rev}`)
  expect([await has(rev), await has(rev + 1)]).toEqual([true, false])
  // A redirect for a change that Redis has lost proves no more than what there is now.
  await ask(callSid, bobs, `&rev=${rev + 1}`)
  expect(await has(rev + 1)).toBe(false)
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

test('a supervisor enters the room unheard, and waits in silence while no agent is there', async () => {
  const { callSid, legSid } = await talking(desk)
  const dan = { by: 'dan', role: 'supervisor' as const }
  await desk.calls.send(callSid, { type: 'SUPERVISE', ...dan, mode: 'whisper' })
  const dans = newSid()
  const { body } = await desk.ask('/api/twilio/leg', legParams(dans, 'dan', { callSid }))
  // The caller's ringback goes on should the agent not be there yet, and no sound announces the supervisor.
  for (const attribute of ['muted="true"', 'startConferenceOnEnter="false"', 'beep="false"', 'waitUrl=""'])
    expect(body).toContain(attribute)
  expect(desk.commands.at(-1)).toMatchObject({ type: 'updateParticipant', legSid: dans })

  await desk.calls.send(callSid, { type: 'PARK', ...asAgent('ann') })
  // The supervisor leaves the room before anybody else enters it.
  const moves = desk.commands.slice(-3).map(({ type }) => type)
  expect(moves.slice().sort()).toEqual(['completeLeg', 'redirectCaller', 'redirectLeg'])
  const silence = await ask(callSid, dans)
  expect(silence).toMatch(/<Response><Pause length="\d+"\/><Redirect method="POST">[^<]*\/legs\//)
  expect(await ask(callSid, legSid)).toContain(HANGUP)

  await desk.calls.send(callSid, { type: 'UNPARK', ...asAgent('bob') })
  expect(await ask(callSid, dans)).toBe(silence)
  await desk.ask('/api/twilio/leg', legParams(newSid(), 'bob', { callSid }))
  expect(desk.commands.at(-1)).toMatchObject({ type: 'redirectLeg', legSid: dans })
  // Twilio may carry a redirect out late, after it was told who hears the leg.
  for (const _ of [1, 2]) {
    const owed = desk.commands.length
    expect(await ask(callSid, dans)).toContain('muted="true"')
    expect(desk.commands.slice(owed)).toMatchObject([{ type: 'updateParticipant', legSid: dans }])
  }
  await desk.calls.send(callSid, { type: 'SUPERVISE', ...dan, mode: 'join' })
  expect(await ask(callSid, dans)).toContain('muted="false"')
  await desk.calls.send(callSid, { type: 'UNSUPERVISE', ...dan })
  expect(desk.commands.at(-1)).toMatchObject({ type: 'completeLeg', legSid: dans })
  expect(await ask(callSid, dans)).toContain(HANGUP)
})
