import { createHash } from 'node:crypto'
import type { Logger } from 'pino'
import type { CallActors, CallState } from '../calls/calls-port.ts'
import { Refusal } from '../http/problem.ts'
import type { CallView } from '../protocol/call-view.ts'
import { RedisAway } from '../redis/redis-away.ts'
import type { Clock } from '../runtime.ts'
import { pause, type Runtime, systemRuntime } from '../runtime.ts'
import type { Carrier, OutsideLegTimes } from '../twilio/carrier.ts'
import { CarrierRejected, CarrierUnavailable, TWILIO_CODES } from '../twilio/carrier-errors.ts'
import type { TwilioUrls } from '../twilio/urls.ts'
import { AGENT_IS_BUSY, type DialIntent, type DialIntents, type DialResult } from './intents.ts'
import { refusalByCarrier } from './refusal-by-carrier.ts'
import type { SpendingLimit } from './spending.ts'

export interface DialOrder {
  by: string
  to: string
  extension?: string | null
  name?: string | null
  key: string | null
  trace?: string | undefined
}

/** Agents call numbers outside. */
export interface OutboundDialling {
  /**
   * @param order `to` in E.164 and allowed; `extension` is sent once it has answered; `name` is whose number it is; `key` is the client's idempotency key
   * @throws {Refusal} `agent_busy`, `rate_limited`, `number_not_allowed` (Twilio refused) or `unavailable`
   */
  dial(order: DialOrder): Promise<CallView>
  /**
   * A webhook of Twilio's shows that this intent has a leg.
   * @param answered the number has answered
   * @returns the call; null when intent and call are both unknown, or the call is not wanted
   */
  legReported(intentId: string, callSid: string, answered: boolean, trace?: string): Promise<CallState | null>
}

export interface OutboundDiallingDeps {
  intents: DialIntents
  calls: Pick<CallActors, 'arrive' | 'state' | 'talksOn'>
  carrier: Pick<Carrier, 'dial' | 'cancel'>
  urls: TwilioUrls
  callerId: string | null
  spending: SpendingLimit
  times(): OutsideLegTimes
  clock: Clock
  runtime?: Runtime
  log: Logger
}

const POLL_EVERY_MS = 100
/** How long a request waits for another one with the same key. */
const SAME_KEY_MS = 20_000
/** How long we wait for Twilio's first status callback when its answer is lost. */
const FIRST_CALLBACK_MS = 3_000

type DialFailure = Exclude<DialResult, { ok: true }>
const NOBODY_CALLED: DialFailure = {
  ok: false,
  code: 'unavailable',
  detail: 'Twilio did not answer: nobody was called',
  reason: 'not_dialled',
}
const UNKNOWN: DialFailure = {
  ok: false,
  code: 'unavailable',
  detail: 'It is not known whether the number rings. If it does, its call appears on the desk',
  reason: 'may_ring',
}

/**
 * Dialling at Twilio and storing the result cannot be one step. So the intent is stored first. Its result is stored once: by
 * the request that dialled, or by the first webhook about the leg if that request died or Twilio's answer was lost. The
 * first result stays. If the agent was told that nobody is called, a leg that still rings is cancelled; a leg that has
 * answered waits in the lot.
 */
export function createOutboundDialling(deps: OutboundDiallingDeps): OutboundDialling {
  const { intents, calls, carrier, urls, spending, clock, runtime = systemRuntime, log } = deps

  /**
   * Creates the call of this leg unless it exists. Null when the call is unwanted, because the agent was told so or has
   * taken another call: the leg is cancelled. A leg that has answered cannot be cancelled: its call waits in the lot.
   */
  async function callOfLeg(intent: DialIntent, callSid: string, leg: DialledLeg, trace?: string) {
    const known = await calls.state(callSid)
    if (known !== null) return known
    const { by, to, name = null } = intent
    const other = await calls.talksOn(by)
    const unwanted = leg.unwanted || (other !== null && other !== callSid)
    if (unwanted && !leg.answered) {
      const failed = (err: unknown) => log.warn({ err, trace }, 'An unwanted leg could not be cancelled')
      await carrier.cancel(callSid).catch(failed)
      return null
    }
    const numbers = { callerNumber: deps.callerId, callerName: name, calledNumber: to }
    const call = { type: 'DIALLED' as const, callSid, by, unwanted, ...numbers }
    return calls.arrive(call, { answering: false, evidence: 'Twilio was asked to call the number', trace })
  }

  async function dialAtTwilio(intent: DialIntent, trace?: string): Promise<DialResult> {
    const { id, to, extension = null } = intent
    const { ringMs, limitMs } = deps.times()
    const order = { to, extension, url: urls.dialled(id), statusCallback: urls.dialStatus(id), ringMs }
    try {
      return {
        ok: true,
        callSid: await carrier.dial({ ...order, limitMs, events: ['initiated', 'completed'] }),
      }
    } catch (error) {
      if (error instanceof CarrierRejected) {
        log.warn({ trace, code: error.code }, 'Twilio refused to call a number')
        return { ok: false, code: 'number_not_allowed', detail: refusalByCarrier(error.code, to) }
      }
      if (error instanceof CarrierUnavailable && error.code === TWILIO_CODES.tooManyRequests)
        return NOBODY_CALLED
      log.warn({ err: error, trace }, 'It is unknown whether Twilio calls a number: waiting for its callback')
      return (await settledIntent(intent.id, FIRST_CALLBACK_MS))?.result ?? NOBODY_CALLED
    }
  }

  /**
   * If Redis fails after the request, the number rings all the same, and the first webhook about the leg creates the
   * call. If Redis has lost the intent, the leg is adopted like any unknown one.
   */
  async function dialIntent(intent: DialIntent, trace?: string): Promise<CallView> {
    try {
      const result = await dialAtTwilio(intent, trace)
      return await callOf(intent, (await intents.settle(intent, result)) ?? UNKNOWN, trace)
    } catch (error) {
      throw error instanceof RedisAway ? refusalOf(UNKNOWN, error) : error
    }
  }

  async function callOf(intent: DialIntent, result: DialResult, trace?: string): Promise<CallView> {
    if (!result.ok) throw refusalOf(result)
    const call = await callOfLeg(intent, result.callSid, { unwanted: false, answered: false }, trace)
    if (call !== null) return call.view
    await intents.settle(intent, AGENT_IS_BUSY, true)
    throw new Refusal('agent_busy')
  }

  /** @returns the call, when this request may dial; otherwise the intent of another request with the same key, or a refusal */
  async function openIntent(intent: DialIntent, trace?: string): Promise<DialIntent | CallView> {
    const permit = await spending.take(intent.by)
    let dialled = false
    try {
      const found = await intents.open(intent)
      if (found !== null) return found
      dialled = true
      return await dialIntent(intent, trace)
    } finally {
      await permit.done(dialled)
    }
  }

  /** The intent once it has a result. Null: it gets none within that time, or is unknown. */
  async function settledIntent(id: string, withinMs: number): Promise<DialIntent | null> {
    const until = runtime.elapsed() + withinMs
    for (;;) {
      const intent = await intents.read(id)
      if (intent === null || intent.result) return intent
      if (runtime.elapsed() > until) return null
      await pause(runtime, POLL_EVERY_MS)
    }
  }

  return {
    async dial({ by, to, extension = null, name = null, key, trace }) {
      const request = runtime.uuid()
      const id = key === null ? request : idOf(by, key)
      const mine: DialIntent = { id, by, to, extension, name, at: clock.now(), request, result: null }
      const found = (key === null ? null : await intents.read(id)) ?? (await openIntent(mine, trace))
      if ('callSid' in found) return found
      const settled = found.result ? found : await settledIntent(id, SAME_KEY_MS)
      return callOf(settled ?? found, settled?.result ?? UNKNOWN, trace)
    },

    async legReported(id, callSid, answered, trace) {
      const intent = await intents.read(id)
      if (intent === null) return calls.state(callSid)
      const result = await intents.settle(intent, { ok: true, callSid })
      return result && callOfLeg(intent, callSid, { unwanted: !result.ok, answered }, trace)
    },
  }
}

interface DialledLeg {
  /** The agent was told that nobody is called. */
  unwanted: boolean
  answered: boolean
}

const refusalOf = ({ code, detail, reason }: DialFailure, cause?: Error) =>
  new Refusal(code, detail, reason === undefined ? {} : { reason }, { cause })

/** The client's key may hold any characters; the id stands in a URL. */
const idOf = (by: string, key: string) =>
  createHash('sha256').update(`${by} ${key}`).digest('hex').slice(0, 32)
