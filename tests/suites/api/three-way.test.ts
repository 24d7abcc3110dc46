import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import { type Office, openOffice, type Person, problemIn, viewIn } from './office.ts'

let office: Office
let mia: Person
let noah: Person
let callSid: string

beforeAll(async () => {
  office = await openOffice()
  mia = await office.employ('mia')
  noah = await office.employ('noah')
})
afterAll(() => office.close())

/** Mia consults Noah, whose leg has not connected yet. */
beforeEach(async () => {
  callSid = await office.rings()
  await mia.command(`${callSid}/claim`)
  await office.joins(callSid, 'mia')
  await office.agents.send('noah', 'NOAH', { type: 'CHOOSE', presence: 'available' })
  await mia.command(`${callSid}/transfer`, { to: 'agent:noah', kind: 'consult' })
  await noah.command(`${callSid}/claim`)
  return async () => void (await office.calls.send(callSid, { type: 'CALLER_ENDED', status: 'completed' }))
})

const does = async (who: Person, command: string) => {
  const answer = await who.command(`${callSid}/${command}`)
  return answer.ok ? (await viewIn(answer)).state : (await problemIn(answer)).code
}
const legs = async () => {
  const { legSid, targetLegSid } = (await office.calls.state(callSid))?.snapshot.context ?? {}
  return { mia: legSid ?? null, noah: targetLegSid ?? null }
}

test('the caller joins once the colleague is on the line, and both have talked with the caller then', async () => {
  expect(await does(mia, 'merge')).toBe('not_in_state')
  expect(await does(mia, 'resume')).toBe('not_in_state')
  await office.joins(callSid, 'noah')
  expect((await office.calls.state(callSid))?.view.transfer).toMatchObject({ joined: true })
  expect(await does(noah, 'merge')).toBe('not_yours')
  expect(await does(mia, 'merge')).toBe('active.threeWay')
  expect((await office.calls.state(callSid))?.view).toMatchObject({
    status: 'active',
    agentId: 'mia',
    talkedBy: ['mia', 'noah'],
    transfer: { from: 'mia', to: 'agent:noah' },
  })
  expect(await does(mia, 'merge')).toBe('not_in_state')
  const events = (await office.calls.history(callSid)).map(({ event, by, state }) => [event, by, state])
  expect(events.at(-1)).toEqual(['MERGE', 'mia', 'active.threeWay'])
})

test('the agent who merged leaves, and the colleague has the caller', async () => {
  await office.joins(callSid, 'noah')
  await does(mia, 'merge')
  const { noah: leg } = await legs()
  expect(await does(mia, 'leave')).toBe('active.talking')
  expect((await office.calls.state(callSid))?.snapshot.context).toMatchObject({
    ...{ agentId: 'noah', legSid: leg, targetLegSid: null, transfer: null },
  })
  expect((await office.calls.talksOn('mia')) ?? 'nobody').toBe('nobody')
})

test('the colleague leaves, and the agent who merged has the caller', async () => {
  await office.joins(callSid, 'noah')
  await does(mia, 'merge')
  const { mia: leg } = await legs()
  expect(await does(noah, 'leave')).toBe('active.talking')
  expect((await office.calls.state(callSid))?.snapshot.context).toMatchObject({
    ...{ agentId: 'mia', legSid: leg, targetLegSid: null, transfer: null },
  })
})

test('the agent goes to and fro between caller and colleague, and hands the caller on from anywhere', async () => {
  await office.joins(callSid, 'noah')
  const before = await legs()
  expect(await does(mia, 'resume')).toBe('transferring.swapped')
  expect(await does(noah, 'hold')).toBe('not_yours')
  expect(await does(mia, 'hold')).toBe('transferring.consulting')
  expect(await does(mia, 'merge')).toBe('active.threeWay')
  expect(await does(mia, 'hold')).toBe('transferring.consulting')
  expect(await does(mia, 'swap')).toBe('transferring.swapped')
  expect(await legs()).toEqual(before)
  expect(await does(mia, 'transfer/complete')).toBe('active.talking')
  expect((await office.calls.state(callSid))?.view).toMatchObject({ agentId: 'noah', transfer: null })
})

test('a call on hold cannot be fetched by an agent who talks in a consultation, and nobody is moved', async () => {
  await does(mia, 'transfer/cancel')
  await does(mia, 'hold')
  const active = await office.rings()
  await mia.command(`${active}/claim`)
  await office.joins(active, 'mia')
  await mia.command(`${active}/transfer`, { to: 'agent:noah', kind: 'consult' })
  await noah.command(`${active}/claim`)
  await office.joins(active, 'noah')
  await mia.command(`${active}/merge`)
  expect(await does(mia, 'swap')).toBe('agent_busy')
  expect((await office.calls.state(active))?.view.state).toBe('active.threeWay')
  await office.calls.send(active, { type: 'CALLER_ENDED', status: 'completed' })
})
