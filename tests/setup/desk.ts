import { randomBytes, randomUUID } from 'node:crypto'
import type { Queue } from 'bullmq'
import type { Logger } from 'pino'
import { inject, vi } from 'vitest'
import { type Coordinator, createCoordinator } from '../../coordinator/composition.ts'
import type { JobScheduler } from '../../coordinator/job-scheduler.ts'
import { createMetrics, type Metrics } from '../../coordinator/ops/metrics.ts'
import { idsOnly, type Tracing } from '../../coordinator/ops/tracing.ts'
import { jobDeps } from '../../coordinator/process.ts'
import type { CallView } from '../../coordinator/protocol/call-view.ts'
import type { RedisClient } from '../../coordinator/redis/client.ts'
import { closeRedis, connectRedis, untilReady } from '../../coordinator/redis/connect.ts'
import { type Keys, keysOf } from '../../coordinator/redis/keys.ts'
import type { Clock } from '../../coordinator/runtime.ts'
import { readSettings, type Settings, type TwilioSettings } from '../../coordinator/settings.ts'
import { createJobScheduler, openQueue } from '../../jobs/queue.ts'
import type { WorkerDeps } from '../../jobs/workers.ts'
import type { CallEventBody } from '../../machines/call/events.ts'
import { upgradeAgent, upgradeCall } from '../../migrations/index.ts'
import { keepSecret, keptLog } from './run-logs/keep.ts'

/** No server listens at this address: commands to Twilio stay in the outbox. */
export const NO_TWILIO: TwilioSettings = {
  accountSid: `AC${'0'.repeat(32)}`,
  authToken: 'auth-token-of-tests',
  authTokenSecondary: null,
  apiKeySid: `SK${'0'.repeat(32)}`,
  apiKeySecret: 'api-key-secret-of-tests',
  twimlAppSid: `AP${'0'.repeat(32)}`,
  callerId: '+12175550100',
  apiUrl: 'http://127.0.0.1:9',
  signalingUrl: null,
  edge: 'roaming',
}

export interface TestClock extends Clock {
  at: number
  pass(ms: number): void
}

export function testClock(): TestClock {
  const clock = {
    at: Date.UTC(2026, 10, 22),
    now: () => clock.at,
    pass: (ms: number) => {
      clock.at += ms
    },
  }
  return clock
}

export interface DeskOptions {
  redisUrl?: string
  twilio?: TwilioSettings
  publicUrl?: string
  settings?: Partial<Settings>
  clock?: Clock
  /** Uses BullMQ. Otherwise jobs are only noted. */
  jobs?: true
  log?: Logger
  tracing?: Tracing
}

export type NotedTimer = Parameters<JobScheduler['timer']>[0]

/** One real coordinator of a desk, on connections of its own. */
export interface TestCoordinator extends Coordinator {
  redis: RedisClient
  blocking: RedisClient
  log: Logger
  settings: Settings
  later: { timers: NotedTimer[]; retries: Parameters<JobScheduler['retry']>[]; asked: string[] }
  metrics: Metrics
  clock: Clock
  jobDeps: WorkerDeps & { queue: Queue }
  close(): Promise<void>
}

export interface TestDesk {
  site: string
  keys: Keys
  /** A connection of the test's own. */
  redis: RedisClient
  clock: TestClock
  /** All log lines of level warning or above, of all coordinators. */
  troubles: string[]
  open(more?: DeskOptions): Promise<TestCoordinator>
  close(): Promise<void>
}

/** A desk with a site of its own on a real Redis. Its processes are opened one by one. */
export async function openDesk(options: DeskOptions = {}): Promise<TestDesk> {
  const site = `desk-${randomBytes(6).toString('hex')}`
  keepSecret(NO_TWILIO.authToken)
  keepSecret(NO_TWILIO.apiKeySecret)
  const keys = keysOf(site)
  const troubles: string[] = []
  const log = keptLog('warn', (line) => troubles.push(line))
  const remote = { kind: 'url', url: options.redisUrl ?? inject('redisUrl') } as const
  const redis = connectRedis(remote, 'commands', log)
  await untilReady(redis, 10_000)
  const clock = testClock()
  const opened: TestCoordinator[] = []
  return {
    site,
    keys,
    redis,
    clock,
    troubles,
    async open(more = {}) {
      const one = await openCoordinator({ ...options, ...more }, site, clock, more.log ?? options.log ?? log)
      opened.push(one)
      return one
    },
    async close() {
      await Promise.all(opened.map((one) => one.close()))
      await closeRedis(redis)
    },
  }
}

async function openCoordinator(
  options: DeskOptions,
  site: string,
  deskClock: TestClock,
  log: Logger,
): Promise<TestCoordinator> {
  const remote = { kind: 'url', url: options.redisUrl ?? inject('redisUrl') } as const
  const redis = connectRedis(remote, 'commands', log)
  const blocking = connectRedis(remote, 'blocking', log)
  const forQueue = connectRedis(remote, 'bullmq', log)
  await untilReady(redis, 10_000)
  const settings: Settings = { ...readSettings({}), site, ...options.settings }
  const noted: TestCoordinator['later'] = { timers: [], retries: [], asked: [] }
  const clock = options.clock ?? deskClock
  const queue = openQueue(forQueue, site)
  queue.on('error', (error) => log.warn({ err: error }, 'The queue has trouble'))
  await queue.waitUntilReady()
  const queued = createJobScheduler(queue, clock, log)
  const scheduler: JobScheduler = options.jobs
    ? queued
    : {
        timer: (timer) => void noted.timers.push(timer),
        retry: (...retry) => void noted.retries.push(retry),
        reconcileSoon: (callSid) => void noted.asked.push(callSid),
      }
  const metrics = createMetrics()
  const tracing = options.tracing ?? idsOnly(randomUUID)
  const coordinator = createCoordinator({
    settings,
    twilio: options.twilio ?? NO_TWILIO,
    publicUrl: options.publicUrl ?? 'https://desk.example.com',
    redis,
    blocking,
    scheduler,
    clock,
    log,
    metrics,
    tracing,
    upgrade: { call: upgradeCall, agent: upgradeAgent },
    prepareAgain: async () => undefined,
  })
  await coordinator.start()
  let closing: Promise<void> | undefined
  return {
    ...coordinator,
    redis,
    blocking,
    log,
    settings,
    later: noted,
    metrics,
    clock,
    jobDeps: { ...jobDeps(settings, { coordinator, redis, queue, clock, log, metrics }), queue },
    close() {
      closing ??= (async () => {
        await coordinator.stop()
        await queued.flushed()
        await queue.close()
        await Promise.all([redis, forQueue].map(closeRedis))
      })()
      return closing
    },
  }
}

export const newSid = () => `CA${randomUUID().replaceAll('-', '')}`

/** Somebody calls. */
export async function rings({ calls }: TestCoordinator, callSid = newSid()): Promise<string> {
  const call = { callSid, callerNumber: '+12175550142', callerName: 'Ada', calledNumber: '+12175550100' }
  await calls.arrive({ type: 'INBOUND', ...call })
  return callSid
}

/** Signed in, at an open console, and ready to answer. */
export async function makeAvailable({ agents, sessions, desk }: TestCoordinator, ...agentIds: string[]) {
  for (const agentId of agentIds) {
    const name = nameOf(agentId)
    await sessions.open({ agentId, name, role: 'agent' })
    await agents.send(agentId, name, { type: 'SIGN_IN' })
    await agents.send(agentId, name, opens(agentId))
    await agents.send(agentId, name, { type: 'CHOOSE', presence: 'available' })
  }
  await until(() => agentIds.every((agentId) => desk.agent(agentId)?.presence === 'available'))
}

export const nameOf = (agentId: string) => agentId.toUpperCase()

const opens = (agentId: string) =>
  ({ type: 'STREAM_OPENED', streamId: `${agentId}-1`, coordinatorId: 'elsewhere' }) as const

type AgentCommandType = Extract<CallEventBody, { by: string; role: unknown }>['type']

/** A command of an agent's. */
export const sendCommand = (
  { calls }: TestCoordinator,
  callSid: string,
  by: string,
  type: Exclude<
    AgentCommandType,
    'TRANSFER' | 'PARK' | 'SUPERVISE' | 'RECORD' | 'REMOVE_RECORDING' | 'WRAP_UP' | 'LEG_QUALITY'
  >,
  key?: string,
) => calls.send(callSid, { type, by, role: 'agent' }, key === undefined ? {} : { key, keyKind: 'command' })

export const parks = (
  { calls }: TestCoordinator,
  callSid: string,
  by: string,
  slot?: number,
  role: 'agent' | 'admin' = 'agent',
) => calls.send(callSid, { type: 'PARK', by, role, slot })

export const transfers = (
  { calls }: TestCoordinator,
  callSid: string,
  by: string,
  to: string,
  kind: 'blind' | 'consult',
) =>
  calls.send(callSid, {
    type: 'TRANSFER',
    by,
    role: 'agent',
    to: to.startsWith('+') ? to : `agent:${to}`,
    kind,
  })

/** The agent's browser is let into the room. @returns its leg */
export async function connectLeg({ calls }: TestCoordinator, callSid: string, agentId: string | null) {
  const legSid = newSid()
  await calls.send(
    callSid,
    { type: 'LEG_CONNECTED', legSid, agentId },
    { key: `leg:${legSid}`, keyKind: 'webhook' },
  )
  return legSid
}

/** A call that the agent talks on. */
export async function talking(coordinator: TestCoordinator, by: string) {
  const callSid = await rings(coordinator)
  await sendCommand(coordinator, callSid, by, 'CLAIM')
  return { callSid, legSid: await connectLeg(coordinator, callSid, by) }
}

export async function viewOf({ calls }: TestCoordinator, callSid: string): Promise<CallView> {
  const state = await calls.state(callSid)
  if (!state) throw new Error(`There is no call ${callSid}`)
  return state.view
}

/** Waits for a condition, looking often; never for a time. */
export const until = (holds: () => unknown | Promise<unknown>, timeout = 10_000) =>
  vi.waitFor(
    async () => {
      if (!(await holds())) throw new Error(`Still waiting for ${holds}`)
    },
    { timeout, interval: 5 },
  )
