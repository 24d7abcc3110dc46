import { randomUUID } from 'node:crypto'
import { once } from 'node:events'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { Writable } from 'node:stream'
import { inject } from 'vitest'
import { createAccounts } from '../../../coordinator/accounts/store.ts'
import { createAgentActors } from '../../../coordinator/agents/agent-actors.ts'
import { apiRoutes } from '../../../coordinator/api/routes.ts'
import { createArchive } from '../../../coordinator/calls/archive.ts'
import { createCallActors } from '../../../coordinator/calls/call-actors.ts'
import { createVoicemails } from '../../../coordinator/calls/voicemails.ts'
import { createDialIntents } from '../../../coordinator/dialling/intents.ts'
import { dialRules } from '../../../coordinator/dialling/numbers.ts'
import {
  createOutboundDialling,
  type OutboundDiallingDeps,
} from '../../../coordinator/dialling/outbound-dialling.ts'
import { createSpendingLimit } from '../../../coordinator/dialling/spending.ts'
import { EventBus } from '../../../coordinator/events.ts'
import { DeskState } from '../../../coordinator/feed/desk-state.ts'
import { Feed } from '../../../coordinator/feed/feed.ts'
import { createApp } from '../../../coordinator/http/app.ts'
import { originCheck } from '../../../coordinator/http/origin.ts'
import { routerOf } from '../../../coordinator/http/router.ts'
import { endpointsOf } from '../../../coordinator/http/routes.ts'
import { createOfficeStore } from '../../../coordinator/office/store.ts'
import { guardedJobBoard } from '../../../coordinator/ops/job-board.ts'
import { createLog } from '../../../coordinator/ops/log.ts'
import { createMetrics } from '../../../coordinator/ops/metrics.ts'
import { opsRoutes } from '../../../coordinator/ops/routes.ts'
import { idsOnly } from '../../../coordinator/ops/tracing.ts'
import type { CallView } from '../../../coordinator/protocol/call-view.ts'
import type { Problem } from '../../../coordinator/protocol/problem.ts'
import { closeRedis, connectRedis, untilReady } from '../../../coordinator/redis/connect.ts'
import { keysOf } from '../../../coordinator/redis/keys.ts'
import type { Clock } from '../../../coordinator/runtime.ts'
import { announceRevocation } from '../../../coordinator/sessions/announce-revocation.ts'
import type { Revocation } from '../../../coordinator/sessions/revocation.ts'
import { createSessions } from '../../../coordinator/sessions/sessions.ts'
import { SignInLimit } from '../../../coordinator/sessions/sign-in-limit.ts'
import { CarrierRejected } from '../../../coordinator/twilio/carrier-errors.ts'
import { twilioUrls } from '../../../coordinator/twilio/urls.ts'
import type { Role } from '../../../machines/ids.ts'
import { upgradeAgent, upgradeCall } from '../../../migrations/index.ts'

export const PARKING_SLOTS = 3
export const PASSWORD = 'correct horse battery staple'
export const PUBLIC_URL = 'https://desk.example.com'

export const OWN_NUMBER = '+12175550100'

const LIMITS = {
  ringMs: 30_000,
  joinMs: 12_000,
  parkMs: 120_000,
  returnMs: 30_000,
  transferMs: 25_000,
  dialMs: 45_000,
}

export interface Person {
  agentId: string
  cookie: string
  get(path: string, headers?: Record<string, string>): Promise<Response>
  /** `POST /api/calls/…`, the way a console does it. */
  command(path: string, body?: unknown, headers?: Record<string, string>): Promise<Response>
  request(method: string, path: string, body?: unknown, headers?: Record<string, string>): Promise<Response>
}

interface OfficeOptions {
  trustedProxies?: number
  metricsToken?: string
  /** Twilio's recordings; left out, there are none. */
  recording?: (recordingSid: string) => Promise<Buffer>
  /** Who calls numbers outside; by itself, nobody does. */
  carrier?: OutboundDiallingDeps['carrier']
}

const refusing: OutboundDiallingDeps['carrier'] = {
  dial: () => Promise.reject(new CarrierRejected(21215, 'not from here')),
  cancel: async () => undefined,
}

/** A coordinator with a site of its own: everything is real but Twilio and the jobs. */
export async function openOffice(options: OfficeOptions = {}) {
  const lines: string[] = []
  const log = createLog(
    'info',
    new Writable({
      write(line, _, done) {
        lines.push(String(line))
        done()
      },
    }),
  )
  const remote = { kind: 'url', url: inject('redisUrl') } as const
  const redis = connectRedis(remote, 'commands', log)
  const blocking = connectRedis(remote, 'blocking', log)
  const keys = keysOf(randomUUID())
  let offset = 0
  const clock: Clock = { now: () => Date.now() + offset }
  const metrics = createMetrics()
  const desk = new DeskState(PARKING_SLOTS)
  const events = new EventBus(log)
  const announce = (revocation: Revocation) => announceRevocation(redis, keys, revocation)
  const sessions = createSessions({ redis, keys, clock, announce })
  const agents = createAgentActors({
    redis,
    keys,
    clock,
    upgrade: upgradeAgent,
    committed: (commit) => events.emit('agentCommitted', commit),
    scheduleTimer: () => undefined,
  })
  const calls = createCallActors({
    committed: (commit) => events.emit('callCommitted', commit),
    redis,
    keys,
    clock,
    scheduleTimer: () => undefined,
    limits: LIMITS,
    keepMs: 86_400_000,
    upgrade: upgradeCall,
    availability: (takenSlots) => desk.availability(takenSlots),
  })
  const feed = new Feed({
    ...{ redis, blocking, keys, clock, log, desk, agents, events },
    coordinatorId: randomUUID(),
  })
  events.on('callCommitted', ({ feed: appended, view }) => feed.publish(appended, view))
  events.on('agentCommitted', ({ feed: appended }) => feed.publish(appended))
  events.on('sessionRevoked', (revocation) => sessions.forget(revocation))
  const spending = createSpendingLimit(redis, keys)
  const dialling = createOutboundDialling({
    intents: createDialIntents(redis, keys),
    calls,
    carrier: options.carrier ?? refusing,
    urls: twilioUrls(PUBLIC_URL),
    callerId: OWN_NUMBER,
    spending,
    ringMs: LIMITS.dialMs,
    clock,
    log,
  })
  const accounts = createAccounts({ redis, keys, clock })
  const verified: string[] = []
  let meanwhile: () => Promise<unknown> = async () => undefined
  const verify = async (username: string, password: string) => {
    verified.push(username)
    const found = await accounts.verify(username, password)
    await meanwhile()
    return found
  }
  const checks = {
    redis: async (): Promise<string | null> => null,
    worker: async (): Promise<string | null> => null,
  }
  const api = apiRoutes({
    accounts: { verify },
    signInLimits: {
      byUser: new SignInLimit(redis, keys, 'user'),
      byAddress: new SignInLimit(redis, keys, 'address'),
    },
    sessions,
    calls,
    agents,
    desk,
    feed,
    history: createArchive(redis, keys),
    voicemails: createVoicemails(redis, keys),
    recording: (recordingSid) => options.recording?.(recordingSid) ?? Promise.reject(new Error('No Twilio')),
    office: createOfficeStore({ redis, keys, clock, committed: (appended) => feed.publish(appended) }),
    clock,
    log,
    voiceToken: (agentId) => ({
      token: `jwt-of-${agentId}`,
      identity: agentId,
      expiresAt: new Date(clock.now()).toISOString(),
      signalingUrl: null,
      edge: 'roaming',
    }),
    metrics,
    publicUrl: PUBLIC_URL,
    parkingSlots: PARKING_SLOTS,
    dialling,
    dialRules: dialRules({ country: null, countries: null }, OWN_NUMBER),
    spending,
  })
  const ops = opsRoutes({ sessions, metrics, metricsToken: options.metricsToken ?? null, checks })
  const board = guardedJobBoard({ sessions, publicUrl: PUBLIC_URL }, (ctx) => {
    ctx.body = 'the board'
  })
  const app = createApp({
    tracing: idsOnly(randomUUID),
    router: routerOf(endpointsOf([...api, ...ops], { sessions, checkOrigin: originCheck(PUBLIC_URL) })),
    pages: [board],
    publicUrl: PUBLIC_URL,
    signalingUrl: null,
    trustedProxies: options.trustedProxies ?? 0,
    consoleFolder: null,
    log,
    metrics,
  })
  const server = createServer(app.callback())
  await untilReady(redis, 5_000)
  await feed.start()
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address() as AddressInfo
  const url = `http://127.0.0.1:${port}`

  function request(method: string, path: string, body?: unknown, headers: Record<string, string> = {}) {
    const content = body === undefined ? {} : { body: typeof body === 'string' ? body : JSON.stringify(body) }
    const type = body === undefined ? {} : { 'content-type': 'application/json' }
    return fetch(url + path, { method, redirect: 'manual', ...content, headers: { ...type, ...headers } })
  }

  const signIn = (username: string, password = PASSWORD, headers: Record<string, string> = {}) =>
    request('POST', '/api/session', { username, password }, headers)

  function person(agentId: string, cookie: string): Person {
    const mine = (method: string, path: string, body?: unknown, headers: Record<string, string> = {}) =>
      request(method, path, body, { cookie, ...headers })
    return {
      agentId,
      cookie,
      get: (path, headers) => mine('GET', path, undefined, headers),
      command: (path, body, headers) => mine('POST', `/api/calls/${path}`, body, headers),
      request: mine,
    }
  }

  return {
    url,
    redis,
    keys,
    lines,
    checks,
    accounts,
    verified,
    sessions,
    agents,
    calls,
    desk,
    request,
    signIn,
    /** What happens while the next passwords are looked at. */
    whileVerifying(work: () => Promise<unknown>) {
      meanwhile = work
    },
    passTime(ms: number) {
      offset += ms
    },
    hire: (agentId: string, role: Role = 'agent') =>
      accounts.add({ agentId, name: agentId.toUpperCase(), role, password: PASSWORD }),
    async employ(agentId: string, role: Role = 'agent'): Promise<Person> {
      if (!(await accounts.find(agentId))) await this.hire(agentId, role)
      return person(agentId, cookieOf(await signIn(agentId)))
    },
    async rings(callSid = `CA${randomUUID().replaceAll('-', '')}`): Promise<string> {
      await calls.arrive({
        type: 'INBOUND',
        callSid,
        callerNumber: '+12175550148',
        callerName: 'Ada',
        calledNumber: '+12175550100',
      })
      return callSid
    },
    async joins(callSid: string, agentId: string) {
      await calls.send(callSid, {
        type: 'LEG_CONNECTED',
        legSid: `CAleg${randomUUID().slice(0, 8)}`,
        agentId,
      })
    },
    async close() {
      await feed.stop()
      server.closeAllConnections()
      server.close()
      await closeRedis(redis)
    },
  }
}
export type Office = Awaited<ReturnType<typeof openOffice>>

/** What a browser would send back. */
export const cookieOf = (response: Response) => response.headers.get('set-cookie')?.split(';')[0] ?? ''

export const viewIn = async (response: Response) => (await response.json()) as CallView
export const problemIn = async (response: Response) => (await response.json()) as Problem
