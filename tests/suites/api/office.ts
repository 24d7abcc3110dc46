import { randomUUID } from 'node:crypto'
import { once } from 'node:events'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { Readable } from 'node:stream'
import { inject } from 'vitest'
import { accountFollower } from '../../../coordinator/accounts/account-announcer.ts'
import { createPreferences } from '../../../coordinator/accounts/preferences.ts'
import { createAccounts } from '../../../coordinator/accounts/store.ts'
import { createAgentActors } from '../../../coordinator/agents/agent-actors.ts'
import { apiRoutes } from '../../../coordinator/api/routes.ts'
import { createArchive } from '../../../coordinator/archive/archive.ts'
import { createAudit } from '../../../coordinator/audit/audit.ts'
import { createCallActors } from '../../../coordinator/calls/call-actors.ts'
import { CarrierCommand } from '../../../coordinator/calls/carrier-command.ts'
import { endedViews } from '../../../coordinator/calls/ended-views.ts'
import { createRingAcknowledgements } from '../../../coordinator/calls/ring-acknowledgements.ts'
import { slotHistory } from '../../../coordinator/calls/slot-history.ts'
import { createTodayCounter } from '../../../coordinator/calls/today.ts'
import { createVoicemails } from '../../../coordinator/calls/voicemails.ts'
import { createContacts } from '../../../coordinator/contacts/contacts.ts'
import { erasePerson } from '../../../coordinator/data-protection/erase.ts'
import { exportPerson } from '../../../coordinator/data-protection/export.ts'
import { findPerson } from '../../../coordinator/data-protection/find-person.ts'
import { createDialIntents } from '../../../coordinator/dialling/intents.ts'
import { dialRules } from '../../../coordinator/dialling/numbers.ts'
import {
  createOutboundDialling,
  type OutboundDiallingDeps,
} from '../../../coordinator/dialling/outbound-dialling.ts'
import { createSpendingLimit, type SpendingCaps } from '../../../coordinator/dialling/spending.ts'
import { createOutbox } from '../../../coordinator/durable/outbox.ts'
import { EventBus } from '../../../coordinator/events.ts'
import { DeskState } from '../../../coordinator/feed/desk-state.ts'
import { Feed } from '../../../coordinator/feed/feed.ts'
import { createApp } from '../../../coordinator/http/app.ts'
import { createChangeLimit, REPORTS_PER_MINUTE } from '../../../coordinator/http/change-limit.ts'
import { originCheck } from '../../../coordinator/http/origin.ts'
import { requestLimits } from '../../../coordinator/http/rate-limit.ts'
import { routerOf } from '../../../coordinator/http/router.ts'
import { endpointsOf } from '../../../coordinator/http/routes.ts'
import { createLiveSettings } from '../../../coordinator/live-settings/live-settings.ts'
import { createSettingsStore } from '../../../coordinator/live-settings/store.ts'
import { recordingRuleOf } from '../../../coordinator/office/reception.ts'
import { createOfficeStore } from '../../../coordinator/office/store.ts'
import { createOidc } from '../../../coordinator/oidc/oidc.ts'
import { guardedJobBoard } from '../../../coordinator/ops/job-board.ts'
import { createMetrics } from '../../../coordinator/ops/metrics.ts'
import { opsRoutes } from '../../../coordinator/ops/routes.ts'
import { idsOnly } from '../../../coordinator/ops/tracing.ts'
import { createGroupsStore } from '../../../coordinator/people/groups.ts'
import { createPeople } from '../../../coordinator/people/people.ts'
import type { CallView } from '../../../coordinator/protocol/call-view.ts'
import type { Problem } from '../../../coordinator/protocol/problem.ts'
import { closeRedis, connectRedis, untilReady } from '../../../coordinator/redis/connect.ts'
import { keysOf } from '../../../coordinator/redis/keys.ts'
import { type Clock, systemRuntime } from '../../../coordinator/runtime.ts'
import { createSecondFactor } from '../../../coordinator/second-factor/second-factor.ts'
import { createStoredFactors } from '../../../coordinator/second-factor/stored-factors.ts'
import { announceRevocation } from '../../../coordinator/sessions/announce-revocation.ts'
import { sessionCookies } from '../../../coordinator/sessions/cookie.ts'
import { createKnownBrowsers } from '../../../coordinator/sessions/known-browser.ts'
import type { Revocation } from '../../../coordinator/sessions/revocation.ts'
import { createSessions } from '../../../coordinator/sessions/sessions.ts'
import { createSignInLimits } from '../../../coordinator/sessions/sign-in-limits.ts'
import { settingRules } from '../../../coordinator/settings/setting-rules.ts'
import { readSettings } from '../../../coordinator/settings.ts'
import { CarrierRejected } from '../../../coordinator/twilio/carrier-errors.ts'
import type { SoundStream } from '../../../coordinator/twilio/recordings.ts'
import { twilioUrls } from '../../../coordinator/twilio/urls.ts'
import { createBoardStreams } from '../../../coordinator/wallboards/board-streams.ts'
import { createScreens } from '../../../coordinator/wallboards/screens.ts'
import type { CallInput } from '../../../machines/call/new-call.ts'
import type { Role } from '../../../machines/ids.ts'
import { upgradeAgent, upgradeCall } from '../../../migrations/index.ts'
import { keepSecret, keptLog } from '../../setup/run-logs/keep.ts'

export const PARKING_SLOTS = 3
export const PASSWORD = 'correct horse battery staple'
export const PUBLIC_URL = 'https://desk.example.com'

const KEEP_MS = 86_400_000

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
  /** Two offices of one site are two coordinators. One of its own, unless said otherwise. */
  site?: string
  trustedProxies?: number
  metricsToken?: string
  onReady?: () => void
  /** What ops routes take for PUBLIC_URL. */
  publicUrl?: string
  secondFactorRoles?: Role[]
  /** Twilio's recordings; left out, there are none. */
  recording?: (recordingSid: string) => Promise<Buffer>
  /** The same as they come; by itself, a recording comes at once. */
  sound?: (recordingSid: string) => Promise<SoundStream>
  /** Who calls numbers outside; by itself, nobody does. */
  carrier?: OutboundDiallingDeps['carrier']
  caps?: Partial<SpendingCaps>
  environment?: NodeJS.ProcessEnv
  /** How long the OpenID provider may take to answer. */
  providerTimeoutS?: number
}

const refusing: OutboundDiallingDeps['carrier'] = {
  dial: () => Promise.reject(new CarrierRejected(21215, 'not from here')),
  cancel: async () => undefined,
}

/** A coordinator with a site of its own: everything is real but Twilio and the jobs. */
export async function openOffice(options: OfficeOptions = {}) {
  const lines: string[] = []
  const log = keptLog('info', (line) => lines.push(line))
  keepSecret(PASSWORD)
  const remote = { kind: 'url', url: inject('redisUrl') } as const
  const redis = connectRedis(remote, 'commands', log)
  const blocking = connectRedis(remote, 'blocking', log)
  const keys = keysOf(options.site ?? randomUUID())
  let offset = 0
  const clock: Clock = { now: () => Date.now() + offset }
  const metrics = createMetrics()
  const { secondFactorRoles = [], environment = {} } = options
  const settings = { ...readSettings(environment), parkingSlots: PARKING_SLOTS, secondFactorRoles }
  const rules = settingRules(settings.environment, true)
  const live = createLiveSettings(settings, rules, log)
  const desk = new DeskState(() => live.now().parkingSlots)
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
    limits: () => LIMITS,
    recordingRule: (direction) => recordingRuleOf(desk.office(), direction),
    keepMs: () => KEEP_MS,
    upgrade: upgradeCall,
    availability: (takenSlots) => desk.availability(takenSlots),
  })
  const contacts = createContacts({
    redis,
    keys,
    runtime: systemRuntime,
    committed: (appended) => feed.publish(appended),
  })
  const viewsOf = endedViews(redis, keys, upgradeCall)
  const archive = createArchive({
    ...{ redis, keys, viewsOf, clock, log, keepMs: () => KEEP_MS },
    liveCalls: desk.calls,
    contacts,
    nameOf: (agentId) => desk.agent(agentId)?.name ?? agentId,
  })
  const feed: Feed = new Feed({
    ...{ redis, blocking, keys, clock, log, desk, contacts, agents, events, settings: live },
    coordinatorId: randomUUID(),
  })
  const ringAcknowledgements = createRingAcknowledgements({
    calls,
    desk,
    runtime: systemRuntime,
    onFirst: metrics.ringAcknowledged,
  })
  events.on('callCommitted', ({ feed: appended, view }) => feed.publish(appended, view))
  events.on('callCommitted', ({ view }) => archive.callChanged(view))
  events.on('callChanged', ({ view }) => archive.callChanged(view))
  events.on('agentCommitted', ({ feed: appended }) => feed.publish(appended))
  events.on('sessionRevoked', (revocation) => sessions.forget(revocation))
  const { outside } = settings
  const caps = () => ({ ...outside, ...options.caps })
  const spending = createSpendingLimit({ redis, keys, caps, clock, onRefused: metrics.spendingRefused })
  const intents = createDialIntents(redis, keys)
  const find = findPerson({ redis, keys, viewsOf, contacts, intents, runtime: systemRuntime })
  const outbox = createOutbox(redis, keys, CarrierCommand, clock)
  const recording = (recordingSid: string) =>
    options.recording?.(recordingSid) ?? Promise.reject(new Error('No Twilio'))
  const dialling = createOutboundDialling({
    intents,
    calls,
    carrier: options.carrier ?? refusing,
    urls: twilioUrls(PUBLIC_URL),
    callerId: OWN_NUMBER,
    spending,
    times: () => ({ ringMs: LIMITS.dialMs, limitMs: outside.dialledMs }),
    clock,
    log,
  })
  const audit = createAudit({ redis, keys, clock, log })
  const today = createTodayCounter(redis, keys, viewsOf, clock, desk.office)
  const screens = createScreens({ redis, keys, clock, runtime: systemRuntime })
  const boardStreams = createBoardStreams({
    ...{ screens, desk, today, live, clock, log },
    runtime: systemRuntime,
    isCurrent: () => feed.reachable,
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
  const groups = createGroupsStore({ redis, keys, committed: (appended) => feed.publish(appended) })
  const people = createPeople({
    ...{ redis, keys, accounts, groups, audit },
    factors: createStoredFactors(redis, keys),
    onChange: accountFollower({ agents, sessions, announce }),
    publicUrl: PUBLIC_URL,
  })
  const { providerTimeoutS: timeoutS = 5 } = options
  const oidc =
    settings.oidc &&
    createOidc({
      ...{ settings: settings.oidc, publicUrl: PUBLIC_URL, redis, keys, clock, timeoutS, log },
      ...{ runtime: systemRuntime, accounts, people, sessions, agents, audit },
    })
  const api = apiRoutes({
    accounts: { ...accounts, verify },
    people,
    groups,
    oidc,
    preferences: createPreferences(redis, keys),
    secondFactor: createSecondFactor({
      ...{ redis, keys, clock, publicUrl: PUBLIC_URL },
      roles: () => live.now().secondFactorRoles,
    }),
    signInLimits: createSignInLimits(redis, keys),
    knownBrowsers: createKnownBrowsers({ redis, keys, clock }, PUBLIC_URL),
    sessions,
    calls,
    agents,
    desk,
    feed,
    ringAcknowledgements,
    history: archive,
    today,
    screens,
    boardStreams,
    slotHistory: slotHistory({ redis, keys, calls, clock, office: desk.office }),
    voicemails: createVoicemails(redis, keys),
    recording,
    async sound(recordingSid) {
      if (options.sound) return options.sound(recordingSid)
      const bytes = await recording(recordingSid)
      return { body: Readable.from(bytes), bytes: bytes.length }
    },
    contacts,
    erase: erasePerson({
      ...{ redis, keys, find, calls, desk, contacts, intents, outbox, clock },
      carrier: { loggedLegsWith: async () => [] },
      runner: { owe: outbox.enqueue },
      runtime: systemRuntime,
    }),
    exportPerson: exportPerson({ find, calls, desk, recording, clock }),
    outbox,
    started: settings,
    office: createOfficeStore({ redis, keys, clock, committed: (appended) => feed.publish(appended) }),
    settings: createSettingsStore({
      ...{ redis, keys, clock, rules },
      committed: (appended) => feed.publish(appended),
    }),
    audit,
    clock,
    log,
    voiceToken: ({ agentId }) => ({
      token: `jwt-of-${agentId}`,
      identity: agentId,
      expiresAt: new Date(clock.now()).toISOString(),
      signalingUrl: null,
      edge: 'roaming',
    }),
    metrics,
    publicUrl: PUBLIC_URL,
    live,
    dialling,
    dialRules: dialRules({ country: null, countries: null, unknownRanges: false }, OWN_NUMBER),
    spending,
  })
  const ops = opsRoutes({
    sessions,
    metrics,
    metricsToken: options.metricsToken ?? null,
    publicUrl: options.publicUrl ?? PUBLIC_URL,
    checks,
    onReady: options.onReady ?? (() => undefined),
  })
  const board = guardedJobBoard({ sessions, publicUrl: PUBLIC_URL }, (ctx) => {
    ctx.body = 'the board'
  })
  const isOnCall = (agentId: string) => (desk.agent(agentId)?.callSid ?? null) !== null
  const app = createApp({
    tracing: idsOnly(randomUUID),
    router: routerOf(
      endpointsOf([...api, ...ops], {
        sessions,
        isOnCall,
        tokenIn: sessionCookies(PUBLIC_URL).tokenIn,
        checkOrigin: originCheck(PUBLIC_URL),
        limits: requestLimits(redis, keys.prefix),
        changes: createChangeLimit(settings.changesPerMinute, systemRuntime),
        reports: createChangeLimit(REPORTS_PER_MINUTE, systemRuntime),
      }),
    ),
    pages: [board],
    publicUrl: PUBLIC_URL,
    signalingUrl: null,
    trustedProxies: options.trustedProxies ?? 0,
    consoleFolder: null,
    log,
    metrics,
    audit,
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
    routes: api,
    redis,
    keys,
    lines,
    checks,
    audit,
    spending,
    accounts,
    groups,
    verified,
    sessions,
    people,
    oidc,
    agents,
    calls,
    archive,
    desk,
    contacts,
    request,
    signIn,
    now: clock.now,
    person,
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
      const cookie = cookieOf(await signIn(agentId))
      keepSecret(cookie.split('=')[1] ?? '')
      return person(agentId, cookie)
    },
    async rings(
      callSid = `CA${randomUUID().replaceAll('-', '')}`,
      caller: Partial<CallInput> = {},
    ): Promise<string> {
      await calls.arrive({
        type: 'INBOUND',
        callSid,
        callerNumber: '+12175550148',
        callerName: 'Ada',
        calledNumber: '+12175550100',
        ...caller,
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
      boardStreams.closeAll()
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
