import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterEach, expect, test } from 'vitest'
import { coordinatorApp } from '../../../coordinator/http-app.ts'
import { createMetrics } from '../../../coordinator/ops/metrics.ts'
import type { CallView } from '../../../coordinator/protocol/call-view.ts'
import type { Problem } from '../../../coordinator/protocol/problem.ts'
import { jobControlOf } from '../../../jobs/job-control.ts'
import {
  makeAvailable,
  NO_TWILIO,
  nameOf,
  openDesk,
  parks,
  rings,
  sendCommand,
  type TestCoordinator,
  type TestDesk,
  talking,
  until,
} from '../../setup/desk.ts'

const TWENTY = Array.from({ length: 20 }, (_, n) => `agent_${n + 1}`)

let desk: TestDesk
afterEach(() => desk.close())

test('of twenty agents who claim at the same instant one gets the call, two hundred times in a row', async () => {
  desk = await openDesk()
  const hosts = [await desk.open(), await desk.open()] as const
  await makeAvailable(hosts[0], ...TWENTY)
  for (let n = 0; n < 200; n++) {
    const callSid = await rings(hosts[0])
    const replies = await Promise.all(
      TWENTY.map((agentId, place) =>
        sendCommand(hosts[(n + place) % 2 === 0 ? 0 : 1], callSid, agentId, 'CLAIM'),
      ),
    )
    const won = replies.filter(({ ok }) => ok)
    expect(won).toHaveLength(1)
    const winner = won[0]?.view?.agentId ?? ''
    expect(replies.map(({ ok }) => ok).indexOf(true)).toBe(TWENTY.indexOf(winner))
    const lost = replies.filter(({ ok }) => !ok).map(({ code, view }) => `${code} by ${view?.agentId}`)
    expect(new Set(lost)).toEqual(new Set([`already_claimed by ${winner}`]))
    expect(await desk.redis.hgetall(desk.keys.talking)).toEqual({ [winner]: callSid })
    await hosts[n % 2 === 0 ? 0 : 1].calls.send(callSid, { type: 'CALLER_ENDED', status: 'completed' })
  }
}, 60_000)

test('of one agent’s claims on twenty calls at the same instant one is granted', async () => {
  desk = await openDesk()
  const hosts = [await desk.open(), await desk.open()] as const
  await makeAvailable(hosts[0], 'ann')
  const callSids = await Promise.all(TWENTY.map(() => rings(hosts[0])))
  const replies = await Promise.all(
    callSids.map((callSid, n) => sendCommand(hosts[n % 2 === 0 ? 0 : 1], callSid, 'ann', 'CLAIM')),
  )
  expect(replies.map(({ ok, code }) => (ok ? 'ok' : code)).sort()).toEqual([
    ...Array.from({ length: 19 }, () => 'agent_busy'),
    'ok',
  ])
})

test('calls that are parked at the same instant stand in slots of their own, the lowest ones', async () => {
  desk = await openDesk({ settings: { parkingSlots: 8 } })
  const hosts = [await desk.open(), await desk.open()] as const
  const ten = TWENTY.slice(0, 10)
  await makeAvailable(hosts[0], ...ten)
  for (let round = 0; round < 10; round++) {
    const talks = await Promise.all(ten.map((agentId) => talking(hosts[0], agentId)))
    const replies = await Promise.all(
      talks.map(({ callSid }, n) => parks(hosts[n % 2 === 0 ? 0 : 1], callSid, ten[n] ?? '')),
    )
    const slots = replies.flatMap(({ ok, view }) => (ok ? [view?.parked?.slot ?? 0] : []))
    expect(slots.sort()).toEqual([1, 2, 3, 4, 5, 6, 7, 8])
    expect(replies.filter(({ ok }) => !ok).map(({ code }) => code)).toEqual(['lot_full', 'lot_full'])
    const named = await Promise.all(
      talks.map(({ callSid }, n) => sendCommand(hosts[n % 2 === 0 ? 0 : 1], callSid, ten[n] ?? '', 'UNPARK')),
    )
    expect(named.filter(({ ok }) => ok)).toHaveLength(8)
    const wanting = talks.map(({ callSid }, n) => parks(hosts[n % 2 === 0 ? 0 : 1], callSid, ten[n] ?? '', 3))
    const third = await Promise.all(wanting)
    expect(third.map(({ ok, code }) => (ok ? 'ok' : code)).sort()).toEqual([
      'ok',
      ...ten.slice(1).map(() => 'slot_taken'),
    ])
    await Promise.all(
      talks.map(({ callSid }) => hosts[0].calls.send(callSid, { type: 'CALLER_ENDED', status: 'completed' })),
    )
    expect(await desk.redis.hlen(desk.keys.lot)).toBe(0)
  }
}, 30_000)

/** The coordinator's real doors. */
async function openDoors(coordinator: TestCoordinator) {
  const server = createServer()
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  const { redis, log, settings } = coordinator
  const clock = desk.clock
  const app = coordinatorApp({
    settings,
    twilio: NO_TWILIO,
    publicUrl: url,
    coordinator: coordinator,
    redis,
    serving: { whyNot: async () => null, seen: () => undefined },
    leaving: () => false,
    consoleFolder: null,
    board: async () => undefined,
    jobs: jobControlOf(coordinator.jobDeps.queue),
    clock,
    log,
    metrics: createMetrics(),
  })
  server.on('request', app.callback())
  return {
    url,
    close: () => {
      server.closeAllConnections()
      server.close()
    },
  }
}

test('over HTTP one of twenty is answered 200, and nineteen are told who has the call', async () => {
  desk = await openDesk()
  const hosts = [await desk.open(), await desk.open()]
  const first = hosts[0] as TestCoordinator
  await makeAvailable(first, ...TWENTY)
  for (const { desk } of hosts) await until(() => desk.agents().length === TWENTY.length)
  const doors = await Promise.all(hosts.map(openDoors))
  try {
    const tokens = await Promise.all(
      TWENTY.map((agentId) => first.sessions.open({ agentId, name: nameOf(agentId), role: 'agent' })),
    )
    for (let n = 0; n < 20; n++) {
      const callSid = await rings(first)
      const answers = await Promise.all(
        tokens.map((token, place) =>
          fetch(`${doors[place % 2]?.url}/api/calls/${callSid}/claim`, {
            method: 'POST',
            headers: { cookie: `switchyard_session=${token}` },
          }),
        ),
      )
      expect(answers.map(({ status }) => status).sort()).toEqual([200, ...TWENTY.slice(1).map(() => 409)])
      const [granted] = await Promise.all(answers.filter(({ ok }) => ok).map((answer) => answer.json()))
      const agentId = (granted as CallView).agentId ?? ''
      const winner = { agentId, name: nameOf(agentId) }
      for (const answer of answers.filter(({ ok }) => !ok)) {
        const problem = (await answer.json()) as Problem
        expect(problem).toMatchObject({ code: 'already_claimed', winner, call: { callSid, agentId } })
      }
      await first.calls.send(callSid, { type: 'CALLER_ENDED', status: 'completed' })
    }
  } finally {
    for (const { close } of doors) close()
  }
}, 30_000)
