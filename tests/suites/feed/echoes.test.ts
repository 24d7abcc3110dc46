import { randomUUID } from 'node:crypto'
import { afterEach, beforeEach, expect, test } from 'vitest'
import type { ConsoleStream } from '../../../coordinator/feed/console-stream.ts'
import { Echoes } from '../../../coordinator/feed/echoes.ts'
import type { ConsoleFacts } from '../../../coordinator/protocol/reachability.ts'
import type { WhyDeaf } from '../../../machines/agent/reachability.ts'
import { openDesk, type TestCoordinator, type TestDesk, until } from '../../setup/desk.ts'

const SILENT_AFTER_MS = 35_000
const WELL: ConsoleFacts = {
  secure: true,
  microphone: true,
  output: true,
  sound: true,
  softphone: true,
  visible: false,
}

let desk: TestDesk
let here: TestCoordinator
beforeEach(async () => {
  desk = await openDesk()
  here = await desk.open()
  await here.agents.send('ann', 'Ann', { type: 'SIGN_IN' })
})
afterEach(() => desk.close())

/** The echoes of one process whose time is the test's. @param consoleIds the consoles that it serves */
function echoesOf(coordinator: TestCoordinator, ...consoleIds: string[]) {
  let now = 0
  let look: () => void = () => undefined
  const streams = consoleIds.map((id) => ({
    id,
    echoedAt: 0,
    console: { agentId: 'ann', name: 'Ann', role: 'agent' },
  }))
  const consoles = {
    all: streams as unknown as ConsoleStream[],
    get: (id: string) => consoles.all.find((stream) => stream.id === id),
  }
  const { redis, agents, log } = coordinator
  const runtime = {
    elapsed: () => now,
    every: (_: number, what: () => void) => {
      look = what
      return () => undefined
    },
  }
  const emitted: unknown[] = []
  const echoes = new Echoes({
    redis,
    keys: desk.keys,
    agents,
    desk: coordinator.desk,
    consoles,
    runtime,
    log,
    events: { emit: (name, event) => void emitted.push({ name, event }) },
  })
  echoes.start()
  return {
    emitted,
    hear: (consoleId: string, facts: Partial<ConsoleFacts> = {}) =>
      echoes.heard('ann', consoleId, { seen: 1, facts: { ...WELL, ...facts } }),
    pass(ms: number) {
      now += ms
      look()
    },
  }
}

async function opens(...consoleIds: string[]) {
  for (const streamId of consoleIds)
    await here.agents.send('ann', 'Ann', { type: 'STREAM_OPENED', streamId, coordinatorId: 'one' })
}
const shows = (why: WhyDeaf | null) => until(() => here.desk.agent('ann')?.rings?.why === why)
const committed = async () => (await here.agents.history('ann')).length

test('a console that has just opened has proven nothing, and an echo with all facts proves that it rings', async () => {
  const id = randomUUID()
  expect(here.desk.agent('ann')?.rings ?? null).toBeNull()
  await opens(id)
  await until(() => here.desk.agent('ann')?.rings)
  expect(here.desk.agent('ann')?.rings).toMatchObject({ ok: false, why: 'unproven' })
  expect(await echoesOf(here, id).hear(id)).toBe(true)
  await until(() => here.desk.agent('ann')?.rings?.ok)
  expect(here.desk.agent('ann')).toMatchObject({ rings: { ok: true, why: null }, rev: 3 })
})

test.each([
  [{ secure: false }, 'insecure'],
  [{ microphone: false }, 'microphone_blocked'],
  [{ microphone: 'missing' }, 'microphone_missing'],
  [{ output: false }, 'output_missing'],
  [{ sound: false }, 'sound_blocked'],
  [{ softphone: false }, 'softphone_offline'],
] as const)('a console with %j does not ring, and %s says why', async (facts, why) => {
  const id = randomUUID()
  await opens(id)
  await echoesOf(here, id).hear(id, facts)
  await shows(why)
})

test('an echo that says nothing new writes nothing', async () => {
  const id = randomUUID()
  await opens(id)
  const echoes = echoesOf(here, id)
  await echoes.hear(id)
  await until(() => here.desk.agent('ann')?.rings?.ok)
  const before = await committed()
  const writes = () => desk.redis.xlen(desk.keys.feed)
  const written = await writes()
  for (let n = 0; n < 5; n++) await echoes.hear(id, { visible: n % 2 === 0 })
  expect([await committed(), await writes()]).toEqual([before, written])
})

test('a console that is silent for 35 s is deaf, and rings again with its next echo', async () => {
  const id = randomUUID()
  await opens(id)
  const echoes = echoesOf(here, id)
  await echoes.hear(id)
  await until(() => here.desk.agent('ann')?.rings?.ok)
  echoes.pass(SILENT_AFTER_MS - 1)
  echoes.pass(1)
  await shows('silent')
  const before = await committed()
  echoes.pass(10_000)
  await echoes.hear(id)
  await until(() => here.desk.agent('ann')?.rings?.ok)
  expect(await committed()).toBe(before + 1)
})

test('a console that never echoes is deaf after that time too', async () => {
  const id = randomUUID()
  await opens(id)
  await until(() => here.desk.agent('ann')?.rings)
  echoesOf(here, id).pass(SILENT_AFTER_MS)
  await shows('silent')
})

test('consoles that all fall silent at once are reported a few at a time, and each once', async () => {
  const ids = Array.from({ length: 45 }, () => randomUUID())
  await opens(...ids)
  await until(() => here.desk.agent('ann')?.rings)
  const reported: string[] = []
  let underWay = 0
  let most = 0
  const send: typeof here.agents.send = async (agentId, name, event, origin) => {
    if (event.type === 'FELL_SILENT') reported.push(event.streamId)
    most = Math.max(most, ++underWay)
    return here.agents.send(agentId, name, event, origin).finally(() => underWay--)
  }
  const echoes = echoesOf({ ...here, agents: { ...here.agents, send } }, ...ids)
  echoes.pass(SILENT_AFTER_MS)
  await until(() => reported.length > 0)
  echoes.pass(1_000)
  await until(() => here.desk.consoleProofs().filter((why) => why === 'silent').length === ids.length)
  expect(reported).toEqual(ids)
  expect(most).toBe(20)
})

test('an echo that reaches another process counts for the one that serves the console', async () => {
  const id = randomUUID()
  const there = await desk.open()
  await opens(id)
  const serving = echoesOf(here, id)
  await serving.hear(id)
  await until(() => there.desk.agent('ann')?.rings?.ok)
  serving.pass(SILENT_AFTER_MS - 5_000)
  expect(await echoesOf(there).hear(id)).toBe(true)
  serving.pass(6_000)
  await until(async () => (await desk.redis.pttl(desk.keys.echo(id))) > 0)
  expect(here.desk.agent('ann')?.rings?.ok).toBe(true)
  await desk.redis.unlink(desk.keys.echo(id))
  serving.pass(SILENT_AFTER_MS)
  await shows('silent')
})

test('the process that serves a console knows of its echo before the agent’s actor does', async () => {
  const id = randomUUID()
  const there = await desk.open()
  await opens(id)
  await until(() => there.desk.agent('ann')?.rings)
  const knew: number[] = []
  const agents: typeof there.agents = {
    ...there.agents,
    async heardEcho(...echo) {
      knew.push(await desk.redis.exists(desk.keys.echo(id)))
      return there.agents.heardEcho(...echo)
    },
  }
  await echoesOf({ ...there, agents }).hear(id)
  expect(knew).toEqual([1])
})

test('with two consoles it is enough that one rings', async () => {
  const [deaf, well] = [randomUUID(), randomUUID()]
  await opens(deaf, well)
  const echoes = echoesOf(here, deaf, well)
  await echoes.hear(well)
  await echoes.hear(deaf, { microphone: false })
  await until(() => here.desk.agent('ann')?.rings?.ok)
  await here.agents.send('ann', 'Ann', { type: 'STREAM_CLOSED', streamId: well })
  await shows('microphone_blocked')
})

test('a console that goes before it has proven anything leaves its agent as deaf as the others are, on every desk', async () => {
  const [gone, deaf] = [randomUUID(), randomUUID()]
  await here.agents.send('ann', 'Ann', { type: 'SIGN_IN' })
  await here.agents.send('ann', 'Ann', { type: 'CHOOSE', presence: 'available' })
  await opens(gone, deaf)
  await echoesOf(here, deaf).hear(deaf, { microphone: false })
  await shows('microphone_blocked')
  expect(here.desk.availability().reachableAgents).toEqual(['ann'])
  await here.agents.send('ann', 'Ann', { type: 'STREAM_CLOSED', streamId: gone })
  await until(() => here.desk.availability().reachableAgents.length === 0)
})

test('an echo of a console that is not open is of no use', async () => {
  await opens(randomUUID())
  expect(await echoesOf(here).hear(randomUUID())).toBe(false)
  expect(await echoesOf(here).hear('constructor')).toBe(false)
  expect(await desk.redis.exists(desk.keys.echo('constructor'))).toBe(0)
})

test('an echo after a missed one says that the console awoke, and an echo in time does not', async () => {
  const id = randomUUID()
  await opens(id)
  const echoes = echoesOf(here, id)
  const awoke = { name: 'consoleAwoke', event: { agentId: 'ann' } }
  const echoed = { name: 'consoleEchoed', event: { agentId: 'ann' } }
  for (let n = 0; n < 3; n++) {
    await echoes.hear(id)
    echoes.pass(20_000)
  }
  await echoes.hear(id)
  expect(echoes.emitted.splice(0)).toEqual([echoed, echoed, echoed, echoed])
  await echoes.hear(id, { microphone: false })
  expect(echoes.emitted).toEqual([])
  echoes.pass(23_000)
  await echoes.hear(id)
  expect(echoes.emitted).toEqual([awoke])
  echoes.pass(SILENT_AFTER_MS)
  await shows('silent')
  await echoes.hear(id)
  expect(echoes.emitted).toEqual([awoke, awoke])
})
