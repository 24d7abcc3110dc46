import { afterAll, beforeAll, beforeEach, describe, expect, onTestFinished, test } from 'vitest'
import { timerMember } from '../../../coordinator/durable/timer.ts'
import { fireDueTimers } from '../../../jobs/handlers/sweep.ts'
import {
  connectLeg,
  makeAvailable,
  nameOf,
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

const SECOND = 1000
const OUTSIDE = '+12175550177'

let desk: TestDesk
let office: TestCoordinator
let live: string[] = []

beforeAll(async () => {
  desk = await openDesk()
  office = await desk.open()
  await makeAvailable(office, 'ann', 'bob', 'cat')
})
beforeEach(async () => {
  for (const callSid of live) await office.calls.send(callSid, { type: 'CALLER_ENDED', status: 'completed' })
  live = []
  await until(() => office.desk.availability().freeAgents.length === 3)
})
afterAll(() => desk.close())

async function passes(seconds: number) {
  desk.clock.pass(seconds * SECOND)
  await fireDueTimers(office.jobDeps)
}

async function called() {
  const callSid = await rings(office)
  live.push(callSid)
  return callSid
}

async function talks(agentId: string) {
  const call = await talking(office, agentId)
  live.push(call.callSid)
  return call
}

const seen = (callSid: string) => viewOf(office, callSid)
const legEnds = (callSid: string, legSid: string, more: { outside?: boolean; back?: number } = {}) =>
  office.calls.send(callSid, {
    type: 'LEG_ENDED',
    legSid,
    outside: more.outside ?? false,
    consoleSince: more.back ?? null,
  })
async function chooses(agentId: string, presence: 'available' | 'away') {
  const choose = (chosen: typeof presence) =>
    office.agents.send(agentId, nameOf(agentId), { type: 'CHOOSE', presence: chosen })
  if (presence === 'away') onTestFinished(async () => void (await choose('available')))
  await choose(presence)
}
/** Offers follow the desk in their own time. */
const offeredTo = async (callSid: string, ...agentIds: string[]) => {
  await until(async () => (await seen(callSid)).offeredTo.length === agentIds.length)
  expect([...(await seen(callSid)).offeredTo].sort()).toEqual(agentIds)
}

describe('a call that nobody takes', () => {
  test('rings until its time is up, and then may leave a message', async () => {
    const callSid = await called()
    await passes(29.999)
    expect(await seen(callSid)).toMatchObject({ state: 'ringing.offering' })
    await passes(0.001)
    expect(await seen(callSid)).toMatchObject({ state: 'voicemail.recording', offeredTo: [] })
    expect((await sendCommand(office, callSid, 'bob', 'CLAIM')).view).toMatchObject({
      state: 'active.connecting',
    })
  })

  test('that was claimed by an agent whose browser never joins rings again, for as long as before', async () => {
    const callSid = await called()
    await sendCommand(office, callSid, 'ann', 'CLAIM')
    await passes(11.999)
    expect(await seen(callSid)).toMatchObject({ state: 'active.connecting', agentId: 'ann' })
    await passes(0.001)
    expect(await seen(callSid)).toMatchObject({ state: 'ringing.offering', agentId: null, answeredAt: null })
    await offeredTo(callSid, 'ann', 'bob', 'cat')
    expect((await sendCommand(office, callSid, 'bob', 'CLAIM')).ok).toBe(true)
  })

  test('is not taken from its agent by the ring timeout of before', async () => {
    const { callSid } = await talks('ann')
    await passes(600)
    expect(await seen(callSid)).toMatchObject({ state: 'active.talking', agentId: 'ann' })
  })
})

describe('a parked call', () => {
  test('comes back to who parked it, then to everyone, and stays on offer', async () => {
    const { callSid } = await talks('ann')
    await parks(office, callSid, 'ann', 4)
    const { parked } = await seen(callSid)
    expect(Date.parse(parked?.returnsAt ?? '')).toBe(desk.clock.at + 120 * SECOND)
    await passes(120)
    expect(await seen(callSid)).toMatchObject({ state: 'parked.returning', offeredTo: ['ann'] })
    await passes(30)
    await offeredTo(callSid, 'ann', 'bob', 'cat')
    expect(await seen(callSid)).toMatchObject({ parked: { slot: 4, by: 'ann', returnsAt: null } })
    await passes(3600)
    expect(await seen(callSid)).toMatchObject({ state: 'parked.returning', parked: { slot: 4 } })
    expect((await sendCommand(office, callSid, 'cat', 'CLAIM')).ok).toBe(true)
  })

  test('that its parker declines is offered to everyone else at once', async () => {
    const { callSid } = await talks('ann')
    await parks(office, callSid, 'ann')
    await passes(120)
    await sendCommand(office, callSid, 'ann', 'DECLINE')
    await offeredTo(callSid, 'bob', 'cat')
  })

  test('that was picked up by an agent who never joins is in its old slot again', async () => {
    const { callSid } = await talks('ann')
    await parks(office, callSid, 'ann', 7)
    expect((await sendCommand(office, callSid, 'bob', 'UNPARK')).ok).toBe(true)
    await passes(12)
    expect(await seen(callSid)).toMatchObject({
      state: 'parked.waiting',
      agentId: null,
      parked: { slot: 7, by: 'ann' },
    })
  })

  test('whose old slot was taken since gets the lowest free one', async () => {
    const { callSid } = await talks('ann')
    await parks(office, callSid, 'ann', 1)
    await sendCommand(office, callSid, 'bob', 'UNPARK')
    const other = await talks('cat')
    expect((await parks(office, other.callSid, 'cat', 1)).ok).toBe(true)
    await passes(12)
    expect(await seen(callSid)).toMatchObject({ state: 'parked.waiting', parked: { slot: 2 } })
  })

  test('is not moved by the park timeout of an earlier stay', async () => {
    const { callSid } = await talks('ann')
    await parks(office, callSid, 'ann')
    const first = office.later.timers.findLast(({ id }) => id === callSid)
    await passes(100)
    await sendCommand(office, callSid, 'ann', 'UNPARK')
    await connectLeg(office, callSid, 'ann')
    await parks(office, callSid, 'ann')
    await passes(20)
    expect(first?.dueAt).toBe(desk.clock.at)
    const before = await seen(callSid)
    await office.calls.fire(callSid, first?.token ?? '')
    expect(await seen(callSid)).toEqual(before)
    await passes(100)
    expect(await seen(callSid)).toMatchObject({ state: 'parked.returning' })
  })

  test('keeps its time when a timer of a forgotten life of the call is dropped late', async () => {
    const { keys, redis } = desk
    const parties = { callerNumber: '+12175550142', callerName: null, calledNumber: '+12175550100' }
    const callSid = newSid()
    live.push(callSid)
    const adopted = { type: 'FOUND_LIVE' as const, callSid, ...parties, direction: 'inbound' as const }
    await office.calls.arrive(adopted)
    const old = office.later.timers.findLast(({ id }) => id === callSid)?.token ?? ''
    office.calls.forget(callSid, Number.MAX_SAFE_INTEGER)
    await redis.unlink(keys.call(callSid), keys.requests(callSid), keys.history(callSid), keys.lot)
    desk.clock.pass(1)
    await office.calls.arrive(adopted)
    // As `fire` does with what was read before the call was there anew.
    await redis.zrem(keys.timers, timerMember('call', callSid, old))
    await passes(121)
    expect(await seen(callSid)).toMatchObject({ state: 'parked.returning' })
  })

  test('is not moved by its own timer before it is due, and that timer is asked for again', async () => {
    const { callSid } = await talks('ann')
    await parks(office, callSid, 'ann')
    const timer = office.later.timers.findLast(({ id }) => id === callSid)
    const asked = office.later.timers.length
    desk.clock.pass(119_999)
    await office.calls.fire(callSid, timer?.token ?? '', timer?.trace)
    expect(await seen(callSid)).toMatchObject({ state: 'parked.waiting' })
    expect(office.later.timers.slice(asked)).toEqual([timer])
  })
})

describe('a transfer', () => {
  test('that nobody takes is offered to who sent it, then to everyone', async () => {
    const { callSid } = await talks('ann')
    expect((await transfers(office, callSid, 'ann', 'bob', 'blind')).view).toMatchObject({
      state: 'transferring.offering',
      agentId: null,
      offeredTo: ['bob'],
    })
    await passes(25)
    expect(await seen(callSid)).toMatchObject({
      state: 'parked.returning',
      offeredTo: ['ann'],
      parked: { by: 'ann' },
      transfer: null,
    })
    await passes(30)
    await offeredTo(callSid, 'ann', 'bob', 'cat')
  })

  test('that its target declines is back with who sent it at once', async () => {
    const { callSid } = await talks('ann')
    await transfers(office, callSid, 'ann', 'bob', 'blind')
    await sendCommand(office, callSid, 'bob', 'DECLINE')
    expect(await seen(callSid)).toMatchObject({ state: 'parked.returning', offeredTo: ['ann'] })
  })

  test('that its target takes and never joins goes back to who sent it', async () => {
    const { callSid } = await talks('ann')
    await transfers(office, callSid, 'ann', 'bob', 'blind')
    await sendCommand(office, callSid, 'bob', 'CLAIM')
    await passes(12)
    expect(await seen(callSid)).toMatchObject({ state: 'parked.returning', offeredTo: ['ann'] })
  })

  async function consulting() {
    const call = await talks('ann')
    await transfers(office, call.callSid, 'ann', 'bob', 'consult')
    await sendCommand(office, call.callSid, 'bob', 'CLAIM')
    const target = await connectLeg(office, call.callSid, 'bob')
    expect(await seen(call.callSid)).toMatchObject({ state: 'transferring.consulting', agentId: 'ann' })
    return { ...call, target }
  }

  test('with a consultation is the target’s when the sender completes it', async () => {
    const { callSid, legSid, target } = await consulting()
    await sendCommand(office, callSid, 'ann', 'COMPLETE')
    expect(await seen(callSid)).toMatchObject({ state: 'active.talking', agentId: 'bob', transfer: null })
    expect(await desk.redis.hgetall(desk.keys.talking)).toEqual({ bob: callSid })
    expect(await desk.redis.hgetall(desk.keys.legs)).toEqual({ [target]: callSid })
    expect(await desk.redis.hvals(desk.keys.outbox)).toContainEqual(expect.stringContaining(legSid))
  })

  test('with a consultation is the sender’s again when it is cancelled, or the target leaves', async () => {
    for (const how of ['cancel', 'leave']) {
      const { callSid, target } = await consulting()
      if (how === 'cancel') await sendCommand(office, callSid, 'ann', 'CANCEL')
      else await legEnds(callSid, target)
      expect(await seen(callSid)).toMatchObject({ state: 'active.talking', agentId: 'ann', transfer: null })
      expect(await desk.redis.hgetall(desk.keys.talking)).toEqual({ ann: callSid })
      await office.calls.send(callSid, { type: 'CALLER_ENDED', status: 'completed' })
    }
  })

  test('with a consultation completes when the sender’s leg ends', async () => {
    const { callSid, legSid } = await consulting()
    await legEnds(callSid, legSid)
    expect(await seen(callSid)).toMatchObject({ state: 'active.talking', agentId: 'bob' })
  })

  test('with a consultation that the target never joins is the sender’s again', async () => {
    const { callSid } = await talks('ann')
    await transfers(office, callSid, 'ann', 'bob', 'consult')
    await sendCommand(office, callSid, 'bob', 'CLAIM')
    await passes(12)
    expect(await seen(callSid)).toMatchObject({ state: 'active.talking', agentId: 'ann' })
    expect(await desk.redis.hget(desk.keys.talking, 'bob')).toBeNull()
  })

  test('with a consultation that the target has joined is not cut short by the time to join', async () => {
    const { callSid } = await consulting()
    await passes(120)
    expect(await seen(callSid)).toMatchObject({ state: 'transferring.consulting' })
    expect(await desk.redis.zrange(desk.keys.timers, '0', '-1')).not.toContainEqual(
      expect.stringContaining(callSid),
    )
  })

  test('to somebody who is not free is refused, and changes nothing', async () => {
    const { callSid } = await talks('ann')
    await talks('bob')
    await until(() => office.desk.agent('bob')?.callSid !== null)
    const reply = await transfers(office, callSid, 'ann', 'bob', 'blind')
    expect(reply).toMatchObject({ ok: false, code: 'target_unavailable', view: { state: 'active.talking' } })
  })
})

describe('a consultation that comes to nothing leaves its sender with the caller', () => {
  const stays = async (callSid: string) =>
    expect(await seen(callSid)).toMatchObject({
      state: 'active.talking',
      agentId: 'ann',
      parked: null,
      transfer: null,
    })

  test('when the colleague declines, does not answer, or goes away', async () => {
    const { callSid, legSid } = await talks('ann')
    const consults = () => transfers(office, callSid, 'ann', 'bob', 'consult')
    await consults()
    await sendCommand(office, callSid, 'bob', 'DECLINE')
    await stays(callSid)
    await consults()
    await passes(25)
    await stays(callSid)
    await consults()
    await chooses('bob', 'away')
    await until(async () => (await seen(callSid)).state === 'active.talking')
    await stays(callSid)
    expect(await desk.redis.hgetall(desk.keys.legs)).toEqual({ [legSid]: callSid })
  })

  test('when a number outside is busy', async () => {
    const { callSid } = await talks('ann')
    await transfers(office, callSid, 'ann', OUTSIDE, 'consult')
    await legEnds(callSid, 'CAbusyOutside', { outside: true })
    await stays(callSid)
    expect(await seen(callSid)).toMatchObject({ outsideNumber: null })
  })
})

describe('nobody waits for somebody who cannot come: everybody is offered the call at once', () => {
  test('when the parker is away, or talks', async () => {
    const { callSid } = await talks('ann')
    await parks(office, callSid, 'ann')
    await chooses('ann', 'away')
    await passes(120)
    expect(await seen(callSid)).toMatchObject({ state: 'parked.returning', parked: { returnsAt: null } })
    await offeredTo(callSid, 'bob', 'cat')

    const second = await talks('bob')
    await parks(office, second.callSid, 'bob')
    await talks('bob')
    await until(() => office.desk.agent('bob')?.callSid !== null)
    await passes(120)
    await offeredTo(second.callSid, 'cat')
  })

  test('when the parker goes away while it rings there', async () => {
    const { callSid } = await talks('ann')
    await parks(office, callSid, 'ann')
    await passes(120)
    expect((await seen(callSid)).offeredTo).toEqual(['ann'])
    await chooses('ann', 'away')
    await offeredTo(callSid, 'bob', 'cat')
  })

  test('when who sent a transfer is away; and a transfer does not wait for a target who goes away', async () => {
    const { callSid } = await talks('ann')
    await transfers(office, callSid, 'ann', 'bob', 'blind')
    await chooses('bob', 'away')
    await offeredTo(callSid, 'ann')
    expect(await seen(callSid)).toMatchObject({ state: 'parked.returning', transfer: null })
    await chooses('ann', 'away')
    await offeredTo(callSid, 'cat')
  })

  test('when the agent whose leg was lost has signed out', async () => {
    const { callSid, legSid } = await talks('ann')
    await office.agents.send('ann', nameOf('ann'), { type: 'SIGN_OUT' })
    onTestFinished(() => makeAvailable(office, 'ann'))
    await until(() => office.desk.hasSignedOut('ann'))
    await legEnds(callSid, legSid)
    await offeredTo(callSid, 'bob', 'cat')
    expect((await office.calls.history(callSid)).at(-1)).toMatchObject({
      event: 'AGENT_SIGNED_OUT',
      by: 'ann',
    })
  })
})

describe('a transfer to a number outside', () => {
  test('belongs to nobody of ours once it answers, and ends with that leg', async () => {
    const { callSid } = await talks('ann')
    await transfers(office, callSid, 'ann', OUTSIDE, 'blind')
    expect((await desk.redis.hvals(desk.keys.outbox)).map((json) => JSON.parse(json))).toContainEqual(
      expect.objectContaining({ type: 'dialOutside', callSid, number: OUTSIDE }),
    )
    const outside = await connectLeg(office, callSid, null)
    expect(await seen(callSid)).toMatchObject({
      state: 'active.outside',
      agentId: null,
      outsideNumber: OUTSIDE,
    })
    await passes(3600)
    expect(await seen(callSid)).toMatchObject({ state: 'active.outside' })
    await legEnds(callSid, outside, { outside: true })
    expect(await seen(callSid)).toMatchObject({ state: 'ended', outcome: 'answered' })
  })

  test('that is busy comes back to who sent it', async () => {
    const { callSid } = await talks('ann')
    await transfers(office, callSid, 'ann', OUTSIDE, 'blind')
    await legEnds(callSid, 'CAneverAnswered', { outside: true })
    expect(await seen(callSid)).toMatchObject({
      state: 'parked.returning',
      offeredTo: ['ann'],
      outsideNumber: null,
    })
  })

  test('with a consultation is completed or cancelled by the sender', async () => {
    for (const [how, state, agentId] of [
      ['COMPLETE', 'active.outside', null],
      ['CANCEL', 'active.talking', 'ann'],
    ] as const) {
      const { callSid } = await talks('ann')
      await transfers(office, callSid, 'ann', OUTSIDE, 'consult')
      await connectLeg(office, callSid, null)
      expect(await seen(callSid)).toMatchObject({ state: 'transferring.consulting', agentId: 'ann' })
      await sendCommand(office, callSid, 'ann', how)
      expect(await seen(callSid)).toMatchObject({ state, agentId })
      await office.calls.send(callSid, { type: 'CALLER_ENDED', status: 'completed' })
    }
  })
})

describe('an agent whose leg is lost', () => {
  test('finds the caller again under the same name when the console is back', async () => {
    const { callSid, legSid } = await talks('ann')
    await legEnds(callSid, legSid)
    expect(await seen(callSid)).toMatchObject({
      state: 'parked.waiting',
      agentId: null,
      parked: { slot: 1, by: 'ann' },
      outcome: null,
    })
    await until(() => office.desk.call(callSid)?.state === 'parked.waiting')
    const bob = await office.calls.send(callSid, { type: 'AGENT_BACK', agentId: 'bob' })
    expect(bob.ok).toBe(false)
    await office.calls.send(callSid, { type: 'AGENT_BACK', agentId: 'ann' })
    expect(await seen(callSid)).toMatchObject({ state: 'parked.returning', offeredTo: ['ann'] })
  })

  test('gets the caller back with the next echo of a console that stood all the time, not with one of before the loss', async () => {
    const { callSid, legSid } = await talks('ann')
    await legEnds(callSid, legSid)
    await until(() => office.desk.call(callSid)?.state === 'parked.waiting')
    const early = { type: 'AGENT_BACK', agentId: 'ann', echoed: true } as const
    expect(await office.calls.send(callSid, early)).toMatchObject({ ok: false, code: 'not_in_state' })
    desk.clock.pass(2_000)
    expect(await seen(callSid)).toMatchObject({ state: 'parked.waiting' })
    office.events.emit('consoleEchoed', { agentId: 'bob' })
    office.events.emit('consoleEchoed', { agentId: 'ann' })
    await until(async () => (await seen(callSid))?.state === 'parked.returning')
    expect(await seen(callSid)).toMatchObject({ offeredTo: ['ann'] })
  })

  test('whose console has been reloaded already gets the caller at once', async () => {
    const { callSid, legSid } = await talks('ann')
    desk.clock.pass(5)
    await legEnds(callSid, legSid, { back: desk.clock.at })
    expect(await seen(callSid)).toMatchObject({ state: 'parked.returning', offeredTo: ['ann'] })
  })

  test('is waited for as long as for any parker, and then the call is everyone’s', async () => {
    const { callSid, legSid } = await talks('ann')
    await legEnds(callSid, legSid)
    await passes(120)
    await passes(30)
    await offeredTo(callSid, 'ann', 'bob', 'cat')
  })

  test('loses no call to the end of an older leg', async () => {
    const { callSid, legSid } = await talks('ann')
    const second = await connectLeg(office, callSid, 'ann')
    const late = await legEnds(callSid, legSid)
    expect(late).toMatchObject({ ok: false, code: 'not_in_state' })
    expect(await seen(callSid)).toMatchObject({ state: 'active.talking', agentId: 'ann' })
    await legEnds(callSid, second)
    expect(await seen(callSid)).toMatchObject({ state: 'parked.waiting' })
  })
})

describe('a full lot', () => {
  test('refuses an agent’s park, and takes in a lost caller without a slot', async () => {
    const small = await openDesk({ settings: { parkingSlots: 1 } })
    try {
      const shop = await small.open()
      await makeAvailable(shop, 'ann', 'bob')
      const first = await talking(shop, 'ann')
      await parks(shop, first.callSid, 'ann')
      const second = await talking(shop, 'ann')
      await until(() => shop.desk.call(first.callSid)?.status === 'parked')
      expect(await parks(shop, second.callSid, 'ann')).toMatchObject({ ok: false, code: 'lot_full' })
      expect(await parks(shop, second.callSid, 'ann', 1)).toMatchObject({ ok: false, code: 'slot_taken' })
      await shop.calls.send(second.callSid, {
        type: 'LEG_ENDED',
        legSid: second.legSid,
        outside: false,
        consoleSince: null,
      })
      expect(await viewOf(shop, second.callSid)).toMatchObject({
        state: 'parked.waiting',
        parked: { slot: null, by: 'ann' },
      })
    } finally {
      await small.close()
    }
  })
})
