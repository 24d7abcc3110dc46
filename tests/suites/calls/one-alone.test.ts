import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { fireDueTimers } from '../../../jobs/handlers/sweep.ts'
import { RING_PROOF_MS } from '../../../machines/call/context.ts'
import { CALL_MACHINE_VERSION } from '../../../machines/call/machine.ts'
import {
  makeAvailable,
  newSid,
  openDesk,
  parks,
  rings,
  sendCommand,
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
  for (const agentId of ['ann', 'bob', 'cat']) await office.agents.heardEcho(agentId, `${agentId}-1`, null)
  await until(() => office.desk.availability().dueToAcknowledge.length === 3)
})
afterEach(() => desk.close())

async function passes(ms: number) {
  desk.clock.pass(ms)
  await fireDueTimers(office.jobDeps)
}
const offered = async (callSid: string, coordinator = office) =>
  [...(await viewOf(coordinator, callSid)).offeredTo].sort()
const tell = (agentId: string, event: Parameters<TestCoordinator['agents']['send']>[2]) =>
  office.agents.send(agentId, agentId.toUpperCase(), event)
const closesConsole = (agentId: string) => tell(agentId, { type: 'STREAM_CLOSED', streamId: `${agentId}-1` })
/** A little after the time in which a console acknowledges a ring. */
async function nobodyAcknowledges(callSid: string) {
  desk.clock.pass(RING_PROOF_MS)
  await office.calls.send(callSid, { type: 'OFFER' })
}

/** Each way in which an agent cannot take a call, and what it takes until that is known of a call that rings there. */
const CANNOT: [why: string, becomes: (agentId: string) => Promise<unknown>][] = [
  ['talks', (agentId) => talking(office, agentId)],
  ['is away', (agentId) => tell(agentId, { type: 'CHOOSE', presence: 'away' })],
  ['is offline', async (agentId) => closesConsole(agentId).then(() => passes(10_000))],
  ['was disabled', (agentId) => tell(agentId, { type: 'SIGN_OUT' })],
  ['does not ring', (agentId) => office.agents.heardEcho(agentId, `${agentId}-1`, 'microphone_blocked')],
]
/** The desk of this process knows that the agent cannot take a call. */
const isKnown = (agentId: string) =>
  until(() => !office.desk.availability().reachableAgents.includes(agentId))

describe.each(CANNOT)('an agent who %s', (_, becomes) => {
  test('gets no call back that would wait for nobody else', async () => {
    const { callSid } = await talking(office, 'ann')
    await parks(office, callSid, 'ann')
    await becomes('ann')
    await isKnown('ann')
    await passes(office.settings.limits.parkMs)
    await until(async () => (await offered(callSid)).join() === 'bob,cat')
    expect(await viewOf(office, callSid)).toMatchObject({
      state: 'parked.returning',
      parked: { returnsAt: null },
    })
  })

  test('keeps no call that has come back to them alone', async () => {
    const { callSid } = await talking(office, 'ann')
    await parks(office, callSid, 'ann')
    await passes(office.settings.limits.parkMs)
    expect(await viewOf(office, callSid)).toMatchObject({ offeredTo: ['ann'] })
    await becomes('ann')
    await until(async () => (await offered(callSid)).join() === 'bob,cat')
  })

  test('keeps no transfer, and none is sent to them', async () => {
    const { callSid } = await talking(office, 'ann')
    await transfers(office, callSid, 'ann', 'bob', 'blind')
    await becomes('bob')
    await until(async () => (await viewOf(office, callSid)).state === 'parked.returning')
    expect(await viewOf(office, callSid)).toMatchObject({ offeredTo: ['ann'], transfer: null })
    await sendCommand(office, callSid, 'ann', 'CLAIM')
    expect(await transfers(office, callSid, 'ann', 'bob', 'blind')).toMatchObject({
      ok: false,
    })
  })

  test('lets no colleague ring in vain', async () => {
    const callSid = newSid()
    const parties = { callerNumber: 'agent:cat', callerName: 'CAT', calledNumber: 'agent:ann', by: 'cat' }
    await office.calls.arrive({ type: 'CALLED', callSid, ...parties })
    expect(await viewOf(office, callSid)).toMatchObject({ state: 'ringing.calling', offeredTo: ['ann'] })
    await becomes('ann')
    await until(async () => (await viewOf(office, callSid)).state === 'ended')
    expect(await viewOf(office, callSid)).toMatchObject({ outcome: 'missed' })
  })
})

test('an agent whose only page is gone keeps a call for no longer than consoles have to acknowledge it', async () => {
  const { callSid } = await talking(office, 'ann')
  await parks(office, callSid, 'ann')
  await closesConsole('ann')
  await until(() => office.desk.agent('ann')?.rings === null)
  await passes(office.settings.limits.parkMs - 1)
  await tell('ann', { type: 'STREAM_OPENED', streamId: 'ann-1', coordinatorId: 'elsewhere' })
  await closesConsole('ann')
  await until(() => office.desk.agent('ann')?.rings === null)
  await passes(1)
  // The page may be reloading.
  expect(await viewOf(office, callSid)).toMatchObject({ state: 'parked.returning', offeredTo: ['ann'] })
  await nobodyAcknowledges(callSid)
  expect(await offered(callSid)).toContain('bob')
})

test('a parked caller that everybody has declined is offered to everybody again in the next round', async () => {
  const { callSid } = await talking(office, 'ann')
  await parks(office, callSid, 'ann')
  await passes(office.settings.limits.parkMs)
  for (const agentId of ['ann', 'bob', 'cat']) await sendCommand(office, callSid, agentId, 'DECLINE')
  expect(await viewOf(office, callSid)).toMatchObject({ state: 'parked.returning', offeredTo: [] })
  await passes(office.settings.limits.returnMs)
  expect(await offered(callSid)).toEqual(['ann', 'bob', 'cat'])
})

test('a call of a newer version does not keep the others from being offered', async () => {
  // The desk has them in this order.
  const [newer, call] = [await rings(office, 'CA1'), await rings(office, 'CA2')]
  const old = await desk.open()
  await desk.redis.hset(desk.keys.call(newer), 'version', CALL_MACHINE_VERSION + 1)
  // No process holds a copy of it any more.
  await office.close()
  await old.agents.send('ann', 'ANN', { type: 'CHOOSE', presence: 'away' })
  await until(async () => (await offered(call, old)).join() === 'bob,cat')
})
