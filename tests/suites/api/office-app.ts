import { randomUUID } from 'node:crypto'
import { Readable } from 'node:stream'
import { accountFollower } from '../../../coordinator/accounts/account-announcer.ts'
import { createPreferences } from '../../../coordinator/accounts/preferences.ts'
import { createAccounts } from '../../../coordinator/accounts/store.ts'
import { apiRoutes } from '../../../coordinator/api/routes.ts'
import { createAudit } from '../../../coordinator/audit/audit.ts'
import { CarrierCommand } from '../../../coordinator/calls/carrier-command.ts'
import { slotHistory } from '../../../coordinator/calls/slot-history.ts'
import { createTodayCounter } from '../../../coordinator/calls/today.ts'
import { createVoicemails } from '../../../coordinator/calls/voicemails.ts'
import { erasePerson } from '../../../coordinator/data-protection/erase.ts'
import { exportPerson } from '../../../coordinator/data-protection/export.ts'
import { findPerson } from '../../../coordinator/data-protection/find-person.ts'
import { createDialIntents } from '../../../coordinator/dialling/intents.ts'
import { dialRules } from '../../../coordinator/dialling/numbers.ts'
import {
  createOutboundDialling,
  type OutboundDiallingDeps,
} from '../../../coordinator/dialling/outbound-dialling.ts'
import { createSpendingLimit } from '../../../coordinator/dialling/spending.ts'
import { createOutbox } from '../../../coordinator/durable/outbox.ts'
import { createApp } from '../../../coordinator/http/app.ts'
import { createChangeLimit, REPORTS_PER_MINUTE } from '../../../coordinator/http/change-limit.ts'
import { originCheck } from '../../../coordinator/http/origin.ts'
import { requestLimits } from '../../../coordinator/http/rate-limit.ts'
import { routerOf } from '../../../coordinator/http/router.ts'
import { endpointsOf } from '../../../coordinator/http/routes.ts'
import { createSettingsStore } from '../../../coordinator/live-settings/store.ts'
import { createOfficeStore } from '../../../coordinator/office/store.ts'
import { createOidc } from '../../../coordinator/oidc/oidc.ts'
import { guardedJobBoard } from '../../../coordinator/ops/job-board.ts'
import { opsRoutes } from '../../../coordinator/ops/routes.ts'
import { idsOnly } from '../../../coordinator/ops/tracing.ts'
import { createGroupsStore } from '../../../coordinator/people/groups.ts'
import { createPeople } from '../../../coordinator/people/people.ts'
import { systemRuntime } from '../../../coordinator/runtime.ts'
import { createSecondFactor } from '../../../coordinator/second-factor/second-factor.ts'
import { createStoredFactors } from '../../../coordinator/second-factor/stored-factors.ts'
import { sessionCookies } from '../../../coordinator/sessions/cookie.ts'
import { createKnownBrowsers } from '../../../coordinator/sessions/known-browser.ts'
import { createSignInLimits } from '../../../coordinator/sessions/sign-in-limits.ts'
import { CarrierRejected } from '../../../coordinator/twilio/carrier-errors.ts'
import { twilioUrls } from '../../../coordinator/twilio/urls.ts'
import { createBoardStreams } from '../../../coordinator/wallboards/board-streams.ts'
import { createScreens } from '../../../coordinator/wallboards/screens.ts'
import { LIMITS, type OfficeCore, type OfficeOptions } from './office-core.ts'

export const PUBLIC_URL = 'https://desk.example.com'
export const OWN_NUMBER = '+12175550100'

const refusing: OutboundDiallingDeps['carrier'] = {
  dial: () => Promise.reject(new CarrierRejected(21215, 'not from here')),
  cancel: async () => undefined,
}

/** What a coordinator answers by HTTP. @returns also what its tests ask for beside that */
export function officeApp(core: OfficeCore, options: OfficeOptions) {
  const { redis, keys, clock, log, metrics, settings, live, desk, announce, sessions, agents, calls } = core
  const { contacts, viewsOf, archive, feed, ringAcknowledgements } = core
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
      ...{ redis, keys, clock, rules: core.rules },
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
  return {
    ...{ app, routes: api, boardStreams, checks, audit, spending, accounts, groups, verified, people, oidc },
    /** What happens while the next passwords are looked at. */
    whileVerifying(work: () => Promise<unknown>) {
      meanwhile = work
    },
  }
}
