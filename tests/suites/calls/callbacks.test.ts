import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import Koa from 'koa'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { routerOf } from '../../../coordinator/http/router.ts'
import { mayAnswer } from '../../../coordinator/sessions/may-answer.ts'
import { twilioEndpoints } from '../../../coordinator/twilio/webhooks.ts'
import { fireDueTimers } from '../../../jobs/handlers/sweep.ts'
import {
  connectLeg,
  makeAvailable,
  nameOf,
  newSid,
  openDesk,
  parks,
  sendCommand,
  type TestCoordinator,
  type TestDesk,
  until,
  viewOf,
} from '../../setup/desk.ts'
import { signature } from '../../simulator/webhooks/signature.ts'

const CALLER = { From: '+12175550142', To: '+12175550100' }
const AUTH_TOKEN = 'auth-token-of-tests'

let desk: TestDesk
let office: TestCoordinator
let url: string
let close: () => void

beforeAll(async () => {
  desk = await openDesk()
  office = await desk.open()
  await makeAvailable(office, 'ann', 'bob')
  const server = createServer()
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  const { calls, agents, dialling, log } = office
  const { clock } = desk
  const twilio = { authToken: AUTH_TOKEN, authTokenSecondary: null }
  const app = new Koa().use(
    routerOf(
      twilioEndpoints({
        isBlocked: () => false,
        calls,
        agents,
        dialling,
        nameOf,
        country: 'US',
        mayAnswer: mayAnswer(office.accounts, office.sessions),
        office: office.desk.office,
        clock,
        owe: office.runner.owe,
        twilio,
        audit: { record: () => undefined },
        publicUrl: url,
        log,
        onTurnedAway: () => undefined,
      }),
    ),
  )
  server.on('request', app.callback())
  close = () => {
    server.closeAllConnections()
    server.close()
  }
})
afterAll(async () => {
  close()
  await desk.close()
})

type Callback = () => Promise<void>

/** As Twilio sends it: signed, to the path that is meant for it. */
async function posts(path: string, params: Record<string, string>) {
  const response = await fetch(`${url}/api/twilio/${path}`, {
    method: 'POST',
    body: new URLSearchParams(params),
    headers: { 'X-Twilio-Signature': signature(AUTH_TOKEN, `${url}/api/twilio/${path}`, params) },
  })
  expect([200, 204]).toContain(response.status)
  await response.text()
}

interface Legs {
  callSid: string
  legSid: string
}
const callbacks = {
  callerEnds:
    ({ callSid }: Legs): Callback =>
    () =>
      posts('status', { ...CALLER, CallSid: callSid, CallStatus: 'completed', SequenceNumber: '3' }),
  callerRings:
    ({ callSid }: Legs): Callback =>
    () =>
      posts('status', { ...CALLER, CallSid: callSid, CallStatus: 'ringing', SequenceNumber: '0' }),
  callerAsks:
    ({ callSid }: Legs, more: Record<string, string> = {}): Callback =>
    () =>
      posts(`calls/${callSid}/twiml`, { ...CALLER, CallSid: callSid, CallStatus: 'in-progress', ...more }),
  recorded:
    ({ callSid }: Legs): Callback =>
    () =>
      posts(`recording?callSid=${callSid}`, {
        CallSid: callSid,
        RecordingSid: 'RE1',
        RecordingStatus: 'completed',
      }),
  legAsks:
    ({ callSid, legSid }: Legs): Callback =>
    () =>
      posts('leg', { CallSid: legSid, From: 'client:ann', To: '', callSid }),
  legEnds:
    ({ legSid }: Legs): Callback =>
    () =>
      posts('status', { CallSid: legSid, From: 'client:ann', To: '', CallStatus: 'completed' }),
}

function permutations<T>(items: readonly T[]): T[][] {
  if (items.length < 2) return [[...items]]
  return items.flatMap((item, at) =>
    permutations(items.filter((_, other) => other !== at)).map((rest) => [item, ...rest]),
  )
}

/** All orders, each delivered once, and then once more in the opposite order. @returns the states that they end in */
async function everyOrder(begin: () => Promise<Legs>, make: (legs: Legs) => Callback[]) {
  const ends = new Set<string>()
  const some = make({ callSid: 'CA0', legSid: 'CA0' })
  for (const order of permutations(some.map((_, at) => at))) {
    const legs = await begin()
    const all = make(legs)
    const deliver = async (places: readonly number[]) => {
      for (const place of places) await all[place]?.()
    }
    await deliver(order)
    const once = await viewOf(office, legs.callSid)
    await deliver([...order].reverse())
    const twice = await viewOf(office, legs.callSid)
    ends.add(`${once.state} ${once.outcome} ${once.parked?.by ?? null}`)
    ends.add(`${twice.state} ${twice.outcome} ${twice.parked?.by ?? null}`)
    await office.calls.send(legs.callSid, { type: 'CALLER_ENDED', status: 'completed' })
    await until(() => office.desk.availability().freeAgents.length === 2)
  }
  return [...ends]
}

async function rung(): Promise<Legs> {
  const callSid = newSid()
  await posts('voice', { ...CALLER, CallSid: callSid, CallStatus: 'ringing' })
  return { callSid, legSid: newSid() }
}

async function claimed(): Promise<Legs> {
  const legs = await rung()
  expect((await sendCommand(office, legs.callSid, 'ann', 'CLAIM')).ok).toBe(true)
  return legs
}

describe('callbacks that come twice and in any order', () => {
  test('after a message: it is a voicemail', async () => {
    const ends = await everyOrder(
      async () => {
        const legs = await rung()
        desk.clock.pass(30_000)
        await fireDueTimers(office.jobDeps)
        expect(await viewOf(office, legs.callSid)).toMatchObject({ state: 'voicemail.recording' })
        return legs
      },
      (legs) => [
        callbacks.recorded(legs),
        callbacks.callerEnds(legs),
        callbacks.callerAsks(legs, { CallStatus: 'completed', RecordingSid: 'RE1' }),
      ],
    )
    expect(ends).toEqual(['ended voicemail null'])
  })

  test('of a message, when an agent has taken the call since and never joined: what is said now goes on', async () => {
    const legs = await rung()
    const { callSid } = legs
    desk.clock.pass(30_000)
    await fireDueTimers(office.jobDeps)
    const startedAt = new Date(desk.clock.now() + 4_000)
    desk.clock.pass(8_000)
    await sendCommand(office, callSid, 'ann', 'CLAIM')
    for (const ms of [12_000, 30_000]) {
      desk.clock.pass(ms)
      await fireDueTimers(office.jobDeps)
    }
    expect(await viewOf(office, callSid)).toMatchObject({ state: 'voicemail.recording' })
    const ready = (RecordingSid: string, at: Date) =>
      posts(`recording?callSid=${callSid}`, {
        CallSid: callSid,
        RecordingSid,
        RecordingStatus: 'completed',
        RecordingStartTime: at.toUTCString().replace('GMT', '+0000'),
      })
    await ready('RE1', startedAt)
    expect(await viewOf(office, callSid)).toMatchObject({ state: 'voicemail.recording' })
    await ready('RE2', new Date(desk.clock.now() + 4_000))
    expect(await viewOf(office, callSid)).toMatchObject({ state: 'ended', outcome: 'voicemail' })
  })

  test('of a leg that came and went: the caller waits under the agent’s name', async () => {
    const ends = await everyOrder(claimed, (legs) => [callbacks.legAsks(legs), callbacks.legEnds(legs)])
    expect(ends).toEqual(['parked.waiting null ann'])
  })

  test('of a caller who hangs up while an agent talks: the call was answered', async () => {
    const ends = await everyOrder(
      async () => {
        const legs = await claimed()
        await callbacks.legAsks(legs)()
        return legs
      },
      (legs) => [
        callbacks.callerEnds(legs),
        callbacks.legEnds(legs),
        callbacks.callerAsks(legs, { CallStatus: 'completed' }),
        callbacks.callerRings(legs),
      ],
    )
    expect(ends).toEqual(['ended answered null'])
  })

  test('of a caller who hangs up while it rings: the call was abandoned', async () => {
    const ends = await everyOrder(rung, (legs) => [
      callbacks.callerEnds(legs),
      callbacks.callerRings(legs),
      callbacks.callerAsks(legs, { CallStatus: 'completed' }),
    ])
    expect(ends).toEqual(['ended abandoned null'])
  })

  test('of a caller in the lot who asks where to be, and of the parker’s old leg: nothing changes', async () => {
    const ends = await everyOrder(
      async () => {
        const legs = await claimed()
        await callbacks.legAsks(legs)()
        await parks(office, legs.callSid, 'ann')
        return legs
      },
      (legs) => [
        callbacks.callerAsks(legs),
        callbacks.legEnds(legs),
        callbacks.legAsks(legs),
        callbacks.callerRings(legs),
      ],
    )
    expect(ends).toEqual(['parked.waiting null ann'])
  })

  test('of an old leg, when the agent has joined anew: the call goes on', async () => {
    const ends = await everyOrder(
      async () => {
        const legs = await claimed()
        await callbacks.legAsks(legs)()
        await connectLeg(office, legs.callSid, 'ann')
        return legs
      },
      (legs) => [callbacks.legEnds(legs), callbacks.legAsks(legs), callbacks.callerAsks(legs)],
    )
    expect(ends).toEqual(['active.talking null null'])
  })
})
