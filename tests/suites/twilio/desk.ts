import { randomBytes } from 'node:crypto'
import { once } from 'node:events'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import Koa from 'koa'
import type { Logger } from 'pino'
import { inject } from 'vitest'
import { createAgentActors } from '../../../coordinator/agents/agent-actors.ts'
import { createCallActors } from '../../../coordinator/calls/call-actors.ts'
import { CarrierCommand } from '../../../coordinator/calls/carrier-command.ts'
import { createDialIntents } from '../../../coordinator/dialling/intents.ts'
import { createOutboundDialling } from '../../../coordinator/dialling/outbound-dialling.ts'

import { createOutbox } from '../../../coordinator/durable/outbox.ts'

import { routerOf } from '../../../coordinator/http/router.ts'
import { endpointsOf } from '../../../coordinator/http/routes.ts'

import { recordingRuleOf } from '../../../coordinator/office/reception.ts'
import { NEW_OFFICE } from '../../../coordinator/protocol/office/settings.ts'
import { closeRedis, connectRedis, untilReady } from '../../../coordinator/redis/connect.ts'
import { keysOf } from '../../../coordinator/redis/keys.ts'
import type { Clock } from '../../../coordinator/runtime.ts'
import type { Carrier } from '../../../coordinator/twilio/carrier.ts'
import { createCarrier } from '../../../coordinator/twilio/rest-carrier.ts'
import { soundRoutes } from '../../../coordinator/twilio/sounds.ts'
import { twilioUrls } from '../../../coordinator/twilio/urls.ts'

import { twilioEndpoints } from '../../../coordinator/twilio/webhooks.ts'
import { upgradeAgent, upgradeCall } from '../../../migrations/index.ts'
import { keptLog } from '../../setup/run-logs/keep.ts'

import { signature } from '../../simulator/webhooks/signature.ts'

export const NUMBER = '+12175550100'
export const CALLER = '+12175550142'
export const AUTH_TOKEN = 'auth-token-of-tests'
const NOBODY_ANSWERS = {
  accountSid: `AC${'0'.repeat(32)}`,
  authToken: AUTH_TOKEN,
  authTokenSecondary: null,
  callerId: NUMBER,
  apiUrl: 'http://127.0.0.1:9',
}
const SECOND = 1000
const LIMITS = { ringMs: 30 * SECOND, joinMs: 12 * SECOND, parkMs: 120 * SECOND, returnMs: 30 * SECOND }

export const newSid = () => `CA${randomBytes(16).toString('hex')}`

/** Lines of a log, for what must stand in it and what must not. */
export function logInto(lines: string[]): Logger {
  return keptLog('debug', (line) => lines.push(line))
}

/** The calls and agents of a site of its own on a real Redis, behind the real webhooks. */
export async function openDesk(
  options: { run?: (commands: readonly CarrierCommand[]) => void; carrier?: Carrier } = {},
) {
  const logged: string[] = []
  const log = logInto(logged)
  const redis = connectRedis({ kind: 'url', url: inject('redisUrl') }, 'commands', log)
  await untilReady(redis, 10_000)
  const keys = keysOf(`twilio-${randomBytes(6).toString('hex')}`)
  const clock: Clock & { at: number } = { at: Date.UTC(2026, 10, 22), now: () => clock.at }
  const desk = {
    freeAgents: ['ann', 'bob'],
    anyoneSignedIn: true,
    office: NEW_OFFICE,
    blocked: new Set<string>(),
  }
  const commands: CarrierCommand[] = []
  const run = options.run ?? ((owed: readonly CarrierCommand[]) => void commands.push(...owed))
  const calls = createCallActors({
    redis,
    keys,
    clock,
    scheduleTimer: () => undefined,
    recordingRule: (direction) => recordingRuleOf(desk.office, direction),
    limits: () => ({ ...LIMITS, transferMs: 25 * SECOND, dialMs: 45 * SECOND }),
    keepMs: () => 60 * SECOND,
    upgrade: upgradeCall,
    availability: (taken = []) => ({
      ...desk,
      reachableAgents: desk.freeAgents,
      dueToAcknowledge: [],
      freeSlots: [1, 2, 3].filter((slot) => !taken.includes(slot)),
    }),
    committed: ({ commands: owed }) => run(owed),
  })
  const agents = createAgentActors({
    redis,
    keys,
    clock,
    upgrade: upgradeAgent,
    committed: () => undefined,
    scheduleTimer: () => undefined,
  })
  const server = createServer()
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  const app = new Koa()
  const twilio = { authToken: AUTH_TOKEN, authTokenSecondary: 'next-auth-token-of-tests' }
  const dialling = createOutboundDialling({
    intents: createDialIntents(redis, keys),
    calls,
    carrier: options.carrier ?? createCarrier(NOBODY_ANSWERS, url),
    urls: twilioUrls(url),
    callerId: NUMBER,
    spending: { take: async () => ({ done: async () => undefined }) },
    times: () => ({ ringMs: 45 * SECOND, limitMs: 14_400 * SECOND }),
    clock,
    log,
  })
  let turnedAway = 0
  const sessions = { known: () => null, find: async () => null, use: async () => undefined }
  let mayAnswer = async (_agentId: string) => true
  const nameOf = (agentId: string) => agentId.toUpperCase()
  app.use(
    routerOf([
      ...twilioEndpoints({
        calls,
        agents,
        dialling,
        nameOf,
        mayAnswer: (agentId) => mayAnswer(agentId),
        country: 'US',
        office: () => desk.office,
        isBlocked: ({ callerNumber }) => desk.blocked.has(callerNumber ?? ''),
        clock,
        owe: async (owed) => run(owed),
        twilio,
        audit: { record: () => undefined },
        publicUrl: url,
        log,
        onTurnedAway: () => {
          turnedAway += 1
        },
      }),
      ...endpointsOf(soundRoutes(), {
        sessions,
        isOnCall: () => false,
        tokenIn: () => null,
        checkOrigin: () => undefined,
        limits: () => ({ take: async () => undefined }),
        changes: { take: async () => undefined },
        reports: { take: async () => undefined },
      }),
    ]),
  )
  server.on('request', app.callback())

  const post = (path: string, params: Record<string, string>, headers: Record<string, string> = {}) =>
    fetch(url + path, {
      method: 'POST',
      body: new URLSearchParams(params),
      headers: { 'X-Twilio-Signature': signature(AUTH_TOKEN, url + path, params), ...headers },
    })

  return {
    blocked: desk.blocked,
    turnedAway: () => turnedAway,
    /** Who may answer calls. By itself everybody may. */
    letAnswer(whoMay: (agentId: string) => Promise<boolean>) {
      mayAnswer = whoMay
    },
    url,
    calls,
    agents,
    dialling,
    clock,
    desk,
    commands,
    logged,
    log,
    redis,
    keys,
    /** The key of the timers. */
    timers: keys.timers,
    store: createOutbox(redis, keys, CarrierCommand, clock),
    /** As Twilio sends it: signed. */
    post,
    ask: async (path: string, params: Record<string, string>) => {
      const response = await post(path, params)
      return {
        status: response.status,
        type: response.headers.get('content-type'),
        body: await response.text(),
      }
    },
    /** All that Redis holds of this desk is lost. */
    forgetEverything: async () => {
      await redis.unlink(await redis.keys(`${keys.prefix}*`))
    },
    stateOf: async (callSid: string) => (await calls.state(callSid))?.view.state,
    close: async () => {
      server.closeAllConnections()
      server.close()
      await closeRedis(redis)
    },
  }
}

export type OpenDesk = Awaited<ReturnType<typeof openDesk>>

/** What Twilio says of a caller's leg. */
export const callerParams = (callSid: string, more: Record<string, string> = {}) => ({
  AccountSid: `AC${'0'.repeat(32)}`,
  ApiVersion: '2010-04-01',
  CallSid: callSid,
  CallStatus: 'ringing',
  Direction: 'inbound',
  From: CALLER,
  To: NUMBER,
  ...more,
})

/** What Twilio says of the leg of an agent's browser. */
export const legParams = (legSid: string, agentId: string, more: Record<string, string> = {}) =>
  callerParams(legSid, { From: `client:${agentId}`, To: '', ...more })

export const asAgent = (by: string) => ({ by, role: 'agent' as const })

export const claim = (desk: OpenDesk, callSid: string, by: string) =>
  desk.calls.send(callSid, { type: 'CLAIM', ...asAgent(by) })

/** As the caller's leg asks where it belongs. */
export const askTwiml = (desk: OpenDesk, callSid: string, more: Record<string, string> = {}) =>
  desk.ask(
    `/api/twilio/calls/${callSid}/twiml`,
    callerParams(callSid, { CallStatus: 'in-progress', ...more }),
  )

export async function ringing(desk: OpenDesk): Promise<string> {
  const callSid = newSid()
  await desk.ask('/api/twilio/voice', callerParams(callSid))
  return callSid
}

/** Claimed by ann, whose browser has connected. */
export async function talking(desk: OpenDesk): Promise<{ callSid: string; legSid: string }> {
  const callSid = await ringing(desk)
  const legSid = newSid()
  await claim(desk, callSid, 'ann')
  await desk.ask('/api/twilio/leg', legParams(legSid, 'ann', { callSid }))
  return { callSid, legSid }
}
