import { randomUUID } from 'node:crypto'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { createDialIntents } from '../../../coordinator/dialling/intents.ts'
import {
  createOutboundDialling,
  type OutboundDiallingDeps,
} from '../../../coordinator/dialling/outbound-dialling.ts'
import { RedisAway } from '../../../coordinator/redis/redis-away.ts'
import { CarrierUnavailable } from '../../../coordinator/twilio/carrier-errors.ts'
import { twilioUrls } from '../../../coordinator/twilio/urls.ts'
import { fireDueTimers } from '../../../jobs/handlers/sweep.ts'
import { runJob } from '../../../jobs/run-job.ts'
import { connectLeg, makeAvailable, newSid, rings, sendCommand, until, viewOf } from '../../setup/desk.ts'
import type { SimulatedCall } from '../../simulator/control/call-view.ts'
import { openPhoneOffice, type PhoneOffice } from '../jobs/phone-office.ts'
import { NUMBER } from '../simulator/test-simulator.ts'

let phones: PhoneOffice
beforeAll(async () => {
  phones = await openPhoneOffice()
  await makeAvailable(phones.office, 'ann', 'bob')
})
beforeEach(async () => {
  await phones.faults({})
  // The simulator keeps the time of day, and time has passed at the desk.
  phones.desk.clock.at = Date.now()
  // Nobody dials as much as these tests do.
  await phones.desk.redis.unlink(
    ['ann', 'bob'].map((agentId) => `${phones.desk.keys.prefix}outbound:${agentId}`),
  )
})
afterAll(() => phones.close())

let last = 0
/** A number that no other test calls. They end in 7: answered, unless it is told otherwise. */
const newNumber = (ending = 7) => `+1217555${String(100 + last++).padStart(3, '0')}${ending}`
const calls = async (to: string, by = 'ann', key: string | null = null) =>
  phones.office.dialling.dial({ by, to, key })
const state = (callSid: string) => viewOf(phones.office, callSid).then((view) => view.state)
const legsTo = async (number: string) =>
  (await phones.caller.ask<SimulatedCall[]>('/sim/calls')).filter(({ to }) => to === number)
const history = (callSid: string) => phones.office.calls.history(callSid)
const rest = (method: string) =>
  phones.caller
    .ask<{ method: string; path: string; params: Record<string, string> }[]>('/sim/rest')
    .then((requests) => requests.filter((one) => one.method === method && one.path.endsWith('/Calls.json')))
const rests = async (number: string) => {
  await phones.caller.ask(`/sim/numbers/${encodeURIComponent(number)}`, { behaviour: 'no-answer' })
  return number
}
/** Another process, which is not like the others. */
const diallingWith = (different: Partial<OutboundDiallingDeps>) =>
  createOutboundDialling({
    intents: createDialIntents(phones.office.redis, phones.office.keys),
    calls: phones.office.calls,
    carrier: phones.office.carrier,
    urls: twilioUrls(phones.publicUrl),
    callerId: NUMBER,
    spending: phones.office.spending,
    times: () => ({ ringMs: 45_000, limitMs: 14_400_000 }),
    clock: phones.desk.clock,
    log: phones.office.log,
    ...different,
  })
/** A minute passes, after which Twilio's list is believed. */
async function forgetEverything() {
  const { office, desk } = phones
  for (const { callSid } of office.desk.calls()) office.calls.forget(callSid, Number.MAX_SAFE_INTEGER)
  await office.redis.unlink(await office.redis.keys(`${desk.keys.prefix}*`))
  desk.clock.pass(60_000)
}
async function hangUp(callSid: string, by = 'ann') {
  await sendCommand(phones.office, callSid, by, 'HANGUP')
  await until(async () => (await phones.caller.state(callSid)).status !== 'in-progress')
}

describe('a number that an agent calls', () => {
  test('rings from our number, and is the agent’s call from the first moment on', async () => {
    const number = await rests(newNumber())
    const view = await calls(number)
    expect(view).toMatchObject({
      status: 'active',
      state: 'active.dialling',
      direction: 'outbound',
      agentId: 'ann',
      callerNumber: NUMBER,
      calledNumber: number,
      answeredAt: null,
    })
    const asked = (await rest('POST')).find(({ params }) => params.To === number)?.params ?? {}
    expect(asked).toMatchObject({
      From: NUMBER,
      To: number,
      Timeout: '45',
      TimeLimit: '14400',
      Method: 'POST',
    })
    expect(asked.Url).toMatch(/\/api\/twilio\/dialled\?dial=[\w-]+#rc=3&rp=5xx,ct,rt$/)
    expect(asked.StatusCallback).toMatch(/\/api\/twilio\/status\?dial=[\w-]+#rc=3/)
    expect(phones.office.desk.agent('ann')?.callSid).toBe(view.callSid)
    await hangUp(view.callSid)
    expect(await viewOf(phones.office, view.callSid)).toMatchObject({ outcome: 'abandoned' })
  })

  test('talks with the agent once it is answered, and both ends can do with it what they can with any', async () => {
    const number = newNumber()
    await phones.caller.ask(`/sim/numbers/${encodeURIComponent(number)}`, {
      behaviour: 'answer',
      afterMs: 300,
    })
    const { callSid } = await calls(number)
    await connectLeg(phones.office, callSid, 'ann')
    expect(await state(callSid)).toBe('active.dialling')
    await until(async () => (await state(callSid)) === 'active.talking')
    expect((await viewOf(phones.office, callSid)).answeredAt).not.toBeNull()
    await sendCommand(phones.office, callSid, 'ann', 'HOLD')
    await phones.caller.where(callSid, 'hold music')
    await sendCommand(phones.office, callSid, 'ann', 'RESUME')
    await phones.caller.hangUp(callSid)
    await until(async () => (await state(callSid)) === 'ended')
    expect(await viewOf(phones.office, callSid)).toMatchObject({ outcome: 'answered', agentId: 'ann' })
  })

  test('that answers before the agent’s line is there waits for it, and is parked if it never comes', async () => {
    const { callSid } = await calls(newNumber())
    await until(async () => (await state(callSid)) === 'active.connecting')
    await phones.caller.where(callSid, 'ringing')
    phones.desk.clock.pass(12_000)
    await fireDueTimers(phones.office.jobDeps)
    expect(await viewOf(phones.office, callSid)).toMatchObject({ status: 'parked', parked: { by: 'ann' } })
    await phones.caller.where(callSid, 'park music')
    await hangUp(callSid)
  })

  test.each([
    ['busy', 8],
    ['no-answer', 9],
  ] as const)('that is not reached says why (%s)', async (status, ending) => {
    const { callSid } = await calls(newNumber(ending))
    await connectLeg(phones.office, callSid, 'ann')
    if (status === 'no-answer') await phones.caller.ask(`/sim/calls/${callSid}/hangup`, {})
    await until(async () => (await state(callSid)) === 'ended')
    expect(await viewOf(phones.office, callSid)).toMatchObject({ outcome: 'missed' })
    expect((await history(callSid)).at(-1)).toMatchObject({ event: 'CALLER_ENDED' })
    if (status === 'busy') expect((await history(callSid)).at(-1)?.status).toBe('busy')
    expect(phones.office.desk.agent('ann')?.callSid).toBeNull()
  })

  /** What was due is done once Twilio has said twice that the number rings. */
  async function ringsStill(callSid: string) {
    const { office, desk } = phones
    await fireDueTimers(office.jobDeps)
    expect(await state(callSid)).toBe('active.dialling')
    desk.clock.pass(5_000)
    const jobs = await office.jobDeps.queue.getJobs(['delayed'])
    const again = jobs.find(({ name, data }) => name === 'timer' && data.id === callSid && data.ringsAt)
    await runJob(office.jobDeps, 'timer', again?.data)
  }

  test('rings no longer than it is set to, even if Twilio never says that it is over', async () => {
    const { callSid } = await calls(await rests(newNumber()))
    await connectLeg(phones.office, callSid, 'ann')
    phones.desk.clock.pass(45_000)
    await ringsStill(callSid)
    expect(await viewOf(phones.office, callSid)).toMatchObject({ status: 'ended', outcome: 'missed' })
    await until(async () => (await phones.caller.state(callSid)).status === 'completed')
  })

  /** Somebody answers, and a failover loses that. */
  async function answeredUnknown() {
    const { office, caller } = phones
    const number = newNumber()
    await caller.ask(`/sim/numbers/${encodeURIComponent(number)}`, { behaviour: 'answer', afterMs: 300 })
    const { callSid } = await calls(number)
    await connectLeg(office, callSid, 'ann')
    const key = office.keys.call(callSid)
    const ringing = await office.redis.hgetall(key)
    const timers = await office.redis.zrange(office.keys.timers, 0, '+inf', 'BYSCORE', 'WITHSCORES')
    await until(async () => (await state(callSid)) === 'active.talking')
    await office.redis.hset(key, ringing)
    for (let n = 0; n + 1 < timers.length; n += 2)
      await office.redis.zadd(office.keys.timers, timers[n + 1] ?? '', timers[n] ?? '')
    office.calls.forget(callSid, Number.MAX_SAFE_INTEGER)
    expect(await state(callSid)).toBe('active.dialling')
    return callSid
  }

  test.each([
    [
      'its time is up',
      async () => {
        phones.desk.clock.pass(45_000)
        await fireDueTimers(phones.office.jobDeps)
      },
    ],
    [
      'Twilio is asked',
      (callSid: string) => runJob(phones.office.jobDeps, 'reconcile', { callSid, goneAt: null }),
    ],
    [
      'it asks where it belongs',
      async (callSid: string) => {
        await phones.office.carrier.redirect(callSid, twilioUrls(phones.publicUrl).caller(callSid))
        await until(async () => (await state(callSid)) !== 'active.dialling')
      },
    ],
  ])('that talks, which was lost, is not hung up on but known to talk when %s', async (_, happens) => {
    const callSid = await answeredUnknown()
    await happens(callSid)
    expect(await state(callSid)).toBe('active.talking')
    expect((await phones.caller.state(callSid)).status).toBe('in-progress')
    await hangUp(callSid)
  })

  test('that talks, which was lost, is not hung up on when Twilio misses the call after it said that it rings', async () => {
    const { office, desk } = phones
    const callSid = await answeredUnknown()
    const { carrier, queue } = office.jobDeps
    const told = (call: Awaited<ReturnType<typeof carrier.fetchCall>>) => ({
      ...office.jobDeps,
      carrier: Object.assign(Object.create(carrier), { fetchCall: async () => call }),
    })
    const found = await carrier.fetchCall(callSid)
    const next = async () => {
      desk.clock.pass(5_000)
      const jobs = (await queue.getJobs(['delayed'])).filter(
        ({ data }) => data.id === callSid && data.ringsAt,
      )
      return jobs.sort((one, other) => other.data.ringsAt - one.data.ringsAt)[0]?.data
    }
    desk.clock.pass(45_000)
    await fireDueTimers(told(found && { ...found, status: 'ringing' }))
    await runJob(told(null), 'timer', await next())
    expect(await state(callSid)).toBe('active.dialling')
    await runJob(office.jobDeps, 'timer', await next())
    expect(await state(callSid)).toBe('active.talking')
    await hangUp(callSid)
  })

  test('stops ringing when the agent’s line never comes, or is lost', async () => {
    const never = await calls(await rests(newNumber()))
    phones.desk.clock.pass(12_000)
    await ringsStill(never.callSid)
    expect(await viewOf(phones.office, never.callSid)).toMatchObject({ outcome: 'failed' })
    const lost = await calls(await rests(newNumber()))
    const legSid = await connectLeg(phones.office, lost.callSid, 'ann')
    const ended = { type: 'LEG_ENDED' as const, legSid, outside: false, consoleSince: null }
    await phones.office.calls.send(lost.callSid, ended)
    expect(await viewOf(phones.office, lost.callSid)).toMatchObject({ outcome: 'abandoned' })
    for (const { callSid } of [never, lost])
      await until(async () => (await phones.caller.state(callSid)).status === 'completed')
  })

  test('can be neither parked, held nor passed on while it rings', async () => {
    const { callSid } = await calls(await rests(newNumber()))
    await connectLeg(phones.office, callSid, 'ann')
    for (const type of ['HOLD', 'CLAIM', 'UNPARK'] as const)
      expect(await sendCommand(phones.office, callSid, 'ann', type)).toMatchObject({ ok: false })
    const park = { type: 'PARK' as const, by: 'ann', role: 'supervisor' as const }
    expect(await phones.office.calls.send(callSid, park)).toMatchObject({ code: 'not_in_state' })
    await hangUp(callSid)
  })
})

describe('an agent', () => {
  test('who is on a call has nobody called', async () => {
    const callSid = await rings(phones.office)
    await sendCommand(phones.office, callSid, 'ann', 'CLAIM')
    const number = newNumber()
    await expect(calls(number)).rejects.toMatchObject({ code: 'agent_busy' })
    expect(await legsTo(number)).toEqual([])
    await phones.office.calls.send(callSid, { type: 'CALLER_ENDED', status: 'completed' })
  })

  test('who asks for ten numbers at once has one called', async () => {
    const numbers = await Promise.all(Array.from({ length: 10 }, () => rests(newNumber())))
    const done = await Promise.allSettled(numbers.map((number) => calls(number)))
    const [first, ...more] = done.flatMap((one) => (one.status === 'fulfilled' ? [one.value] : []))
    expect([first?.state, more]).toEqual(['active.dialling', []])
    const legs = await Promise.all(numbers.map(legsTo))
    expect(legs.flat()).toHaveLength(1)
    await hangUp(first?.callSid ?? '')
  })

  test('who asks twice with one key has the number called once, and gets the same call', async () => {
    const [number, key] = [await rests(newNumber()), randomUUID()]
    const [one, other] = await Promise.all([calls(number, 'ann', key), calls(number, 'ann', key)])
    const again = await calls(number, 'ann', key)
    expect([other.callSid, again.callSid]).toEqual([one.callSid, one.callSid])
    expect(await legsTo(number)).toHaveLength(1)
    await hangUp(one.callSid)
    expect(await calls(number, 'ann', key)).toMatchObject({ callSid: one.callSid, status: 'ended' })
  })

  test('who took another call while Twilio was asked keeps that one, and the number stops ringing', async () => {
    const { office } = phones
    const [number, waiting] = [await rests(newNumber()), await rings(office)]
    const dialling = diallingWith({
      carrier: {
        ...office.carrier,
        async dial(order) {
          const legSid = await office.carrier.dial(order)
          await sendCommand(office, waiting, 'ann', 'CLAIM')
          return legSid
        },
      },
    })
    const key = randomUUID()
    await expect(dialling.dial({ by: 'ann', to: number, key })).rejects.toMatchObject({ code: 'agent_busy' })
    await expect(dialling.dial({ by: 'ann', to: number, key })).rejects.toMatchObject({ code: 'agent_busy' })
    await until(async () => (await legsTo(number)).every(({ status }) => status === 'canceled'))
    expect(await viewOf(office, waiting)).toMatchObject({ state: 'active.connecting', agentId: 'ann' })
    await office.calls.send(waiting, { type: 'CALLER_ENDED', status: 'completed' })
  })
})

describe('when something goes wrong', () => {
  test('an answer of Twilio’s that is lost is looked for, and the number not called twice', async () => {
    const number = await rests(newNumber())
    await phones.faults({ rest: { answer: 'lost', path: '/Calls.json' } })
    const { callSid } = await calls(number)
    expect((await legsTo(number)).map((leg) => leg.callSid)).toEqual([callSid])
    await hangUp(callSid)
  })

  test('a leg that rings the same number for somebody’s transfer is nobody else’s call', async () => {
    const { office, publicUrl } = phones
    const number = await rests(newNumber())
    const urls = twilioUrls(publicUrl)
    const times = { ringMs: 9_000, limitMs: 3_600_000 }
    const order = { to: number, url: urls.outsideLeg(newSid()), statusCallback: urls.status(), ...times }
    const legSid = await office.carrier.dial(order)
    const dialling = diallingWith({
      carrier: {
        ...office.carrier,
        async dial() {
          throw new CarrierUnavailable('Twilio does not answer')
        },
      },
    })
    await expect(dialling.dial({ by: 'ann', to: number, key: null })).rejects.toMatchObject({
      code: 'unavailable',
    })
    expect(await office.calls.state(legSid)).toBeNull()
    await office.carrier.complete(legSid)
  })

  test('Twilio failing is said, and leaves the agent free', async () => {
    const number = newNumber()
    await phones.faults({ rest: { answer: 503, path: '/Calls.json', times: 9 } })
    await expect(calls(number)).rejects.toMatchObject({ code: 'unavailable' })
    await phones.faults({})
    expect(await legsTo(number)).toEqual([])
    const next = await calls(await rests(newNumber()))
    await hangUp(next.callSid)
  })

  test('a wish whose answer was lost is found again by the request that wrote it down, and by no other', async () => {
    const { office, desk } = phones
    const intents = createDialIntents(office.redis, office.keys)
    const wish = { id: randomUUID(), by: 'ann', to: newNumber(), at: desk.clock.now(), result: null }
    const asking = { ...wish, request: randomUUID() }
    expect(await intents.open(asking)).toBeNull()
    expect(await intents.open(asking)).toBeNull()
    expect(await intents.open({ ...wish, request: randomUUID() })).toEqual(asking)
    await intents.settle(asking, { ok: false, code: 'unavailable', detail: 'Nobody was called' })
    expect(await intents.open(asking)).toMatchObject({ result: { ok: false } })
  })

  /** The process asked Twilio, and died before it wrote down what Twilio said. */
  async function dyingAfterTheRing(number: string, result: 'none' | 'given up'): Promise<string> {
    const { office, desk, publicUrl } = phones
    const intents = createDialIntents(office.redis, office.keys)
    const intent = { id: randomUUID(), by: 'bob', to: number, at: desk.clock.now(), result: null }
    expect(await intents.open(intent)).toBeNull()
    if (result === 'given up')
      await intents.settle(intent, { ok: false, code: 'unavailable', detail: 'nobody was called' })
    const urls = twilioUrls(publicUrl)
    return office.carrier.dial({
      to: number,
      url: urls.dialled(intent.id),
      statusCallback: urls.dialStatus(intent.id),
      events: ['initiated', 'completed'],
      limitMs: 14_400_000,
      ringMs: 45_000,
    })
  }

  test('a number that rings after its process died is on the agent’s desk by Twilio’s first word', async () => {
    const callSid = await dyingAfterTheRing(await rests(newNumber()), 'none')
    await until(() => phones.office.desk.call(callSid))
    expect(await viewOf(phones.office, callSid)).toMatchObject({ state: 'active.dialling', agentId: 'bob' })
    await hangUp(callSid, 'bob')
  })

  test('… or, if no word comes, when it is answered', async () => {
    await phones.faults({ callbacks: { drop: true } })
    const callSid = await dyingAfterTheRing(newNumber(), 'none')
    await until(() => phones.office.desk.call(callSid))
    await until(async () => (await state(callSid)) === 'active.connecting')
    expect(await viewOf(phones.office, callSid)).toMatchObject({ agentId: 'bob' })
    await hangUp(callSid, 'bob')
  })

  test('a number that rings after its agent was told that nobody is called stops ringing', async () => {
    const callSid = await dyingAfterTheRing(await rests(newNumber()), 'given up')
    await until(async () => (await phones.caller.state(callSid)).status === 'canceled')
    expect(await phones.office.calls.state(callSid)).toBeNull()
    expect(phones.office.desk.agent('bob')?.callSid).toBeNull()
  })

  const GOES_ELSEWHERE = {
    'when its agent was told that nobody is called': 'given up',
    'when its agent talks to somebody else': 'none',
  } as const

  test.each(Object.entries(GOES_ELSEWHERE))(
    'the person who answers %s waits in the lot',
    async (_, result) => {
      const { office, caller } = phones
      const number = newNumber()
      await phones.faults({ callbacks: { drop: true } })
      await caller.ask(`/sim/numbers/${encodeURIComponent(number)}`, { behaviour: 'answer', afterMs: 300 })
      const callSid = await dyingAfterTheRing(number, result)
      const other = await rings(office)
      if (result === 'none') await sendCommand(office, other, 'bob', 'CLAIM')
      await until(() => office.desk.call(callSid))
      expect(await viewOf(office, callSid)).toMatchObject({
        state: 'parked.waiting',
        direction: 'outbound',
        parked: { by: 'bob' },
      })
      await caller.where(callSid, 'park music')
      await forgetEverything()
      await phones.adopts()
      expect(await viewOf(office, callSid)).toMatchObject({ state: 'parked.waiting', direction: 'outbound' })
      await hangUp(callSid)
      await office.calls.send(other, { type: 'CALLER_ENDED', status: 'completed' })
    },
  )

  test('a number goes on ringing when Redis goes away during the request: the desk keeps its call', async () => {
    const { office } = phones
    const number = await rests(newNumber())
    const intents = createDialIntents(office.redis, office.keys)
    const dialling = diallingWith({
      intents: {
        ...intents,
        async settle() {
          await until(async () => office.desk.calls().some(({ calledNumber }) => calledNumber === number))
          throw new RedisAway('Redis does not answer')
        },
      },
    })
    await expect(dialling.dial({ by: 'ann', to: number, key: null })).rejects.toMatchObject({
      code: 'unavailable',
      message: expect.stringContaining('appears on the desk'),
    })
    const [leg] = await legsTo(number)
    expect(leg?.status).toBe('ringing')
    expect(await state(leg?.callSid ?? '')).toBe('active.dialling')
    await hangUp(leg?.callSid ?? '')
  })

  test('a number that has answered when everything is forgotten does not ring on the desk anew', async () => {
    const { office, caller } = phones
    const number = newNumber()
    const dialling = diallingWith({
      carrier: {
        ...office.carrier,
        async dial(order) {
          const callSid = await office.carrier.dial(order)
          await until(async () => office.desk.call(callSid)?.state === 'active.connecting')
          await forgetEverything()
          throw new CarrierUnavailable('The answer was lost')
        },
      },
    })
    await expect(dialling.dial({ by: 'ann', to: number, key: null })).rejects.toMatchObject({
      code: 'unavailable',
    })
    const callSid = (await legsTo(number))[0]?.callSid ?? ''
    expect(await office.calls.state(callSid)).toBeNull()
    await phones.adopts()
    expect(await viewOf(office, callSid)).toMatchObject({ status: 'parked', calledNumber: number })
    await caller.where(callSid, 'park music')
  })

  test('a person on the line when Redis forgets everything is found, and not hung up', async () => {
    const { office, caller } = phones
    const { callSid } = await calls(newNumber())
    await connectLeg(office, callSid, 'ann')
    await until(async () => (await state(callSid)) === 'active.talking')
    await caller.where(callSid, /ringing|alone|waiting/)
    await forgetEverything()
    await phones.adopts()
    expect(await viewOf(office, callSid)).toMatchObject({
      status: 'parked',
      direction: 'outbound',
      callerNumber: NUMBER,
    })
    expect((await caller.state(callSid)).status).toBe('in-progress')
    await caller.where(callSid, 'park music')
  })
})

describe('an extension', () => {
  test('is sent as digits once the number has answered', async () => {
    const number = newNumber()
    const { callSid } = await phones.office.dialling.dial({
      by: 'ann',
      to: number,
      extension: '12',
      key: null,
    })
    await connectLeg(phones.office, callSid, 'ann')
    await until(async () => (await state(callSid)) === 'active.talking')
    expect((await legsTo(number)).map(({ sentDigits }) => sentDigits)).toEqual(['ww12'])
    await hangUp(callSid)
  })

  test('of the number of a transfer too', async () => {
    const number = newNumber()
    const { callSid } = await calls(newNumber())
    await connectLeg(phones.office, callSid, 'ann')
    await until(async () => (await state(callSid)) === 'active.talking')
    const transfer = {
      type: 'TRANSFER',
      by: 'ann',
      role: 'agent',
      to: number,
      extension: '7',
      kind: 'consult',
    } as const
    expect((await phones.office.calls.send(callSid, transfer)).ok).toBe(true)
    await until(async () => (await state(callSid)) === 'transferring.consulting')
    expect((await legsTo(number)).map(({ sentDigits }) => sentDigits)).toEqual(['ww7'])
    await hangUp(callSid)
  })
})

describe('a number that Twilio refuses to call', () => {
  const refused = async () => {
    const number = newNumber()
    await phones.caller.ask(`/sim/numbers/${encodeURIComponent(number)}`, { behaviour: 'not-allowed' })
    return number
  }
  const WORDS =
    /^This account may not call that country: United States\. .*console\.twilio\.com.*geo-permissions \(21215\)$/

  test('is explained with its country and the page that allows it', async () => {
    await expect(calls(await refused())).rejects.toMatchObject({
      code: 'number_not_allowed',
      message: expect.stringMatching(WORDS),
    })
  })

  test('is explained to the agent who transfers to it', async () => {
    const { callSid } = await calls(newNumber())
    await connectLeg(phones.office, callSid, 'ann')
    await until(async () => (await state(callSid)) === 'active.talking')
    const to = await refused()
    await phones.office.calls.send(callSid, { type: 'TRANSFER', by: 'ann', role: 'agent', to, kind: 'blind' })
    await until(async () => (await state(callSid)) === 'parked.returning')
    const ended = (await history(callSid)).find(({ event }) => event === 'LEG_ENDED')
    expect(ended?.refused).toMatch(WORDS)
    await hangUp(callSid)
  })
})
