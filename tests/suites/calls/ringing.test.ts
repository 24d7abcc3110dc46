import { afterEach, beforeEach, expect, test } from 'vitest'
import { sweep } from '../../../jobs/handlers/sweep.ts'
import type { WhyDeaf } from '../../../machines/agent/reachability.ts'
import { RING_PROOF_MS } from '../../../machines/call/context.ts'
import {
  makeAvailable,
  newSid,
  openDesk,
  parks,
  rings,
  type TestCoordinator,
  type TestDesk,
  talking,
  transfers,
  until,
  viewOf,
} from '../../setup/desk.ts'

let desk: TestDesk
let office: TestCoordinator
beforeEach(async () => {
  desk = await openDesk()
  office = await desk.open()
  await makeAvailable(office, 'ann', 'bob', 'cat')
})
afterEach(() => desk.close())

async function proves(agentId: string, why: WhyDeaf | null) {
  await office.agents.heardEcho(agentId, `${agentId}-1`, why)
  await until(() => office.desk.agent(agentId)?.rings?.why === why)
}
const offer = async (callSid: string) => {
  const { offeredTo, ringingAt } = await viewOf(office, callSid)
  return { offeredTo: [...offeredTo].sort(), ringingAt: [...ringingAt].sort() }
}
const offered = async (callSid: string) => (await offer(callSid)).offeredTo
const looks = (callSid: string) => office.calls.send(callSid, { type: 'OFFER' })

test('nobody is offered a call that they cannot hear', async () => {
  await proves('ann', null)
  await proves('bob', 'microphone_blocked')
  // Cat's console has just opened, and had no time to prove anything.
  const callSid = await rings(office)
  expect(await offered(callSid)).toEqual(['ann', 'cat'])
  await proves('cat', 'silent')
  await until(async () => (await offered(callSid)).join() === 'ann')
  await proves('bob', null)
  await until(async () => (await offered(callSid)).join() === 'ann,bob')
})

test('when nobody rings, everybody who is available is offered the call', async () => {
  for (const agentId of ['ann', 'bob', 'cat']) await proves(agentId, 'silent')
  const callSid = await rings(office)
  expect(await offered(callSid)).toEqual(['ann', 'bob', 'cat'])
  await proves('bob', null)
  await until(async () => (await offered(callSid)).join() === 'bob')
})

test('agents whose consoles acknowledge the ring are on the call, together and once', async () => {
  const callSid = await rings(office)
  const { acknowledge } = office.ringAcknowledgements
  await Promise.all([acknowledge(callSid, 'ann'), acknowledge(callSid, 'cat')])
  const { rev } = await viewOf(office, callSid)
  expect(rev).toBe(2)
  expect((await offer(callSid)).ringingAt).toEqual(['ann', 'cat'])
  await acknowledge(callSid, 'ann')
  await acknowledge(callSid, 'nobody')
  expect((await viewOf(office, callSid)).rev).toBe(rev)
  await office.calls.send(callSid, { type: 'DECLINE', by: 'cat', role: 'agent' })
  expect((await offer(callSid)).ringingAt).toEqual(['ann'])
  expect((await office.metrics.expose()).text).toMatch(/switchyard_ring_acknowledged_seconds_count 1\n/)
})

test('a call that no console acknowledges in time is offered to everybody, and ops are alerted', async () => {
  await proves('ann', null)
  await proves('bob', 'sound_blocked')
  await proves('cat', 'silent')
  const callSid = await rings(office)
  desk.clock.pass(RING_PROOF_MS - 1)
  await looks(callSid)
  expect(await offered(callSid)).toEqual(['ann'])
  desk.clock.pass(1)
  // The process that has offered the call looks by itself.
  await until(async () => (await offered(callSid)).join() === 'ann,bob,cat')
  expect(desk.troubles.join()).toContain('No console has acknowledged that it rings for this call')
  expect((await office.metrics.expose()).text).toMatch(/switchyard_rings_unheard_total 1\n/)
  await office.ringAcknowledgements.acknowledge(callSid, 'bob')
  await looks(callSid)
  expect(await offer(callSid)).toEqual({ offeredTo: ['ann'], ringingAt: [] })
})

test('the process that notices that nobody acknowledges a call alerts ops once, and so does another one that sweeps', async () => {
  await proves('ann', null)
  const callSid = await rings(office)
  const other = await desk.open()
  desk.clock.pass(RING_PROOF_MS)
  await other.calls.send(callSid, { type: 'OFFER' })
  expect((await other.metrics.expose()).text).toMatch(/switchyard_rings_unheard_total 1\n/)
  await looks(callSid)
  expect((await office.metrics.expose()).text).toMatch(/switchyard_rings_unheard_total 0\n/)
  await until(() => office.desk.call(callSid)?.offeredTo.length === 3)
  for (let sweeps = 0; sweeps < 2; sweeps++) await sweep(office.jobDeps)
  expect((await office.metrics.expose()).text).toMatch(/switchyard_rings_unheard_total 1\n/)
})

test('the console of an agent who is called by a colleague may say that it rings', async () => {
  const callSid = newSid()
  const parties = { callerNumber: 'agent:cat', callerName: 'CAT', calledNumber: 'agent:ann', by: 'cat' }
  await office.calls.arrive({ type: 'CALLED', callSid, ...parties })
  await office.ringAcknowledgements.acknowledge(callSid, 'ann')
  expect(await offer(callSid)).toEqual({ offeredTo: ['ann'], ringingAt: ['ann'] })
})

test('a console that has acknowledged the ring and then goes silent keeps the call from nobody', async () => {
  await proves('ann', null)
  await proves('bob', 'microphone_blocked')
  await proves('cat', 'silent')
  const callSid = await rings(office)
  await office.ringAcknowledgements.acknowledge(callSid, 'ann')
  await proves('ann', 'silent')
  await until(async () => (await offered(callSid)).join() === 'ann,bob,cat')
})

test('a parked call that returns to a console which only says that it rings goes to everybody', async () => {
  await proves('ann', null)
  const { callSid } = await talking(office, 'ann')
  await parks(office, callSid, 'ann')
  desk.clock.pass(office.settings.limits.parkMs)
  await office.calls.fire(callSid, office.later.timers.at(-1)?.token ?? '')
  expect(await offered(callSid)).toEqual(['ann'])
  desk.clock.pass(RING_PROOF_MS)
  await looks(callSid)
  expect(await viewOf(office, callSid)).toMatchObject({
    state: 'parked.returning',
    parked: { returnsAt: null },
  })
  expect((await offered(callSid)).length).toBe(3)
})

test('a transfer to a console which only says that it rings returns to its sender', async () => {
  await proves('bob', null)
  const { callSid } = await talking(office, 'ann')
  await transfers(office, callSid, 'ann', 'bob', 'blind')
  desk.clock.pass(RING_PROOF_MS)
  await looks(callSid)
  expect(await viewOf(office, callSid)).toMatchObject({ state: 'parked.returning', offeredTo: ['ann'] })
})

test('an agent whose console has had no time to prove anything is given the time that everybody has', async () => {
  const { callSid } = await talking(office, 'ann')
  await transfers(office, callSid, 'ann', 'bob', 'blind')
  desk.clock.pass(RING_PROOF_MS)
  await looks(callSid)
  expect(await viewOf(office, callSid)).toMatchObject({ state: 'transferring.offering', offeredTo: ['bob'] })
})
