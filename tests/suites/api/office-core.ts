import { randomUUID } from 'node:crypto'
import type { Logger } from 'pino'
import { createAgentActors } from '../../../coordinator/agents/agent-actors.ts'
import { createArchive } from '../../../coordinator/archive/archive.ts'
import { createCallActors } from '../../../coordinator/calls/call-actors.ts'
import { endedViews } from '../../../coordinator/calls/ended-views.ts'
import { createRingAcknowledgements } from '../../../coordinator/calls/ring-acknowledgements.ts'
import { createContacts } from '../../../coordinator/contacts/contacts.ts'
import type { OutboundDiallingDeps } from '../../../coordinator/dialling/outbound-dialling.ts'
import type { SpendingCaps } from '../../../coordinator/dialling/spending.ts'
import { EventBus } from '../../../coordinator/events.ts'
import { DeskState } from '../../../coordinator/feed/desk-state.ts'
import { Feed } from '../../../coordinator/feed/feed.ts'
import { createLiveSettings } from '../../../coordinator/live-settings/live-settings.ts'
import { recordingRuleOf } from '../../../coordinator/office/reception.ts'
import { createMetrics } from '../../../coordinator/ops/metrics.ts'
import type { RedisClient } from '../../../coordinator/redis/client.ts'
import type { Keys } from '../../../coordinator/redis/keys.ts'
import { type Clock, systemRuntime } from '../../../coordinator/runtime.ts'
import { announceRevocation } from '../../../coordinator/sessions/announce-revocation.ts'
import type { Revocation } from '../../../coordinator/sessions/revocation.ts'
import { createSessions } from '../../../coordinator/sessions/sessions.ts'
import { settingRules } from '../../../coordinator/settings/setting-rules.ts'
import { readSettings } from '../../../coordinator/settings.ts'
import type { SoundStream } from '../../../coordinator/twilio/recordings.ts'
import type { Role } from '../../../machines/ids.ts'
import { upgradeAgent, upgradeCall } from '../../../migrations/index.ts'

const PARKING_SLOTS = 3

const KEEP_MS = 86_400_000

export const LIMITS = {
  ringMs: 30_000,
  joinMs: 12_000,
  parkMs: 120_000,
  returnMs: 30_000,
  transferMs: 25_000,
  dialMs: 45_000,
}

export interface OfficeOptions {
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

/** Where an office begins: one coordinator's connections and clock. */
interface Ground {
  redis: RedisClient
  blocking: RedisClient
  keys: Keys
  clock: Clock
  log: Logger
}

export type OfficeCore = ReturnType<typeof openCore>

/** What a coordinator keeps and follows: calls, agents, sessions, contacts, history and the feed. */
export function openCore({ redis, blocking, keys, clock, log }: Ground, options: OfficeOptions) {
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
  return {
    ...{ redis, keys, clock, log, metrics, settings, rules, live, desk, announce, sessions, agents, calls },
    ...{ contacts, viewsOf, archive, feed, ringAcknowledgements },
  }
}
