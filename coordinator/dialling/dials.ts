import { createHash } from 'node:crypto'
import type { Logger } from 'pino'
import type { CallActors } from '../calls/calls-port.ts'
import { Refusal } from '../http/problem.ts'
import type { CallView } from '../protocol/call-view.ts'
import { RedisAway } from '../redis/redis-away.ts'
import type { Clock } from '../runtime.ts'
import { pause, type Runtime, systemRuntime } from '../runtime.ts'
import type { TwilioCarrier } from '../twilio/carrier.ts'
import { CarrierRejected, CarrierUnavailable, TWILIO_CODES } from '../twilio/carrier-errors.ts'
import type { TwilioUrls } from '../twilio/urls.ts'
import type { Dials } from './dials-port.ts'
import { AGENT_IS_BUSY, type DialIntent, type DialIntents, type DialResult } from './intents.ts'
import type { SpendingLimit } from './spending.ts'

export interface DialDeps {
  intents: DialIntents
  calls: Pick<CallActors, 'arrive' | 'state' | 'talksOn'>
  carrier: Pick<TwilioCarrier, 'dial' | 'cancel'>
  urls: TwilioUrls
  callerId: string | null
  spending: SpendingLimit
  /** How long a number rings. */
  ringMs: number
  clock: Clock
  runtime?: Runtime
  log: Logger
}

const LOOK_EVERY_MS = 100
const LOOK_FOR_MS = 20_000
/** Twilio says that a leg begins as soon as it does; it may have taken its time to say nothing to us before. */
const WORD_WITHIN_MS = 3_000

type NotCalled = Exclude<DialResult, { ok: true }>
const NOBODY_CALLED: NotCalled = {
  ok: false,
  code: 'unavailable',
  detail: 'Twilio did not answer: nobody was called',
}
const UNKNOWN: NotCalled = {
  ok: false,
  code: 'unavailable',
  detail: 'It is not known whether the number rings: should it, its call will be on the desk',
}

/**
 * Calls numbers outside. Asking Twilio and writing it down cannot be one step, so the wish is written
 * first, and what became of it is settled once: by whoever asked Twilio, or by the first word that
 * Twilio says of the leg, should the asker be gone or the answer lost. Settled is settled: a leg that
 * rings after its agent was told that there is none is stopped; one that has answered waits in the lot.
 */
export function createDials(host: DialDeps): Dials {
  const { intents, calls, carrier, urls, spending, clock, runtime = systemRuntime, log } = host

  /**
   * The call on the desk, made by whoever comes first. Null when the agent cannot take it any more: then it rings no
   * longer. Whoever has answered is on the line whatever we think, and waits in the lot.
   */
  async function appear(intent: DialIntent, callSid: string, found: Found, trace?: string) {
    const known = await calls.state(callSid)
    if (known !== null) return known
    const { by, to } = intent
    const { answered } = found
    const other = await calls.talksOn(by)
    const unwanted = found.unwanted || (other !== null && other !== callSid)
    if (unwanted && !answered) {
      await carrier.cancel(callSid).catch((err: unknown) => log.warn({ err, trace }, 'A number may ring on'))
      return null
    }
    const numbers = { callerNumber: host.callerId, callerName: null, calledNumber: to }
    const call = { type: 'DIALLED' as const, callSid, by, unwanted, ...numbers }
    return calls.arrive(call, { answering: false, evidence: 'Twilio was asked to call the number', trace })
  }

  async function ask(intent: DialIntent, trace?: string): Promise<DialResult> {
    const { id, to } = intent
    const order = { to, url: urls.dialled(id), statusCallback: urls.dialStatus(id), ringMs: host.ringMs }
    try {
      return { ok: true, callSid: await carrier.dial({ ...order, events: ['initiated', 'completed'] }) }
    } catch (error) {
      if (error instanceof CarrierRejected) {
        log.warn({ trace, code: error.code }, 'Twilio would not call a number')
        const detail = `Twilio will not call this number: ${error.code}`
        return { ok: false, code: 'number_not_allowed', detail }
      }
      if (error instanceof CarrierUnavailable && error.code === TWILIO_CODES.tooManyRequests)
        return NOBODY_CALLED
      log.warn(
        { err: error, trace },
        'Whether Twilio calls a number is unknown: its first word of it would tell',
      )
      return (await settled(intent.id, WORD_WITHIN_MS))?.result ?? NOBODY_CALLED
    }
  }

  /**
   * Should Redis be away now, the number rings all the same: Twilio's first word of it makes the call, if it has not yet.
   * Should Redis have forgotten, the number may be talked with already: it is adopted as any other that nobody knows.
   */
  async function place(intent: DialIntent, trace?: string): Promise<CallView> {
    try {
      const asked = await ask(intent, trace)
      return await outcome(intent, (await intents.settle(intent, asked)) ?? UNKNOWN, trace)
    } catch (error) {
      throw error instanceof RedisAway ? refused(UNKNOWN, error) : error
    }
  }

  async function outcome(intent: DialIntent, result: DialResult, trace?: string): Promise<CallView> {
    if (!result.ok) throw refused(result)
    const call = await appear(intent, result.callSid, { unwanted: false, answered: false }, trace)
    if (call !== null) return call.view
    await intents.settle(intent, AGENT_IS_BUSY, true)
    throw new Refusal('agent_busy')
  }

  /** @returns the intent that another request with the same key has opened; null when this one has */
  async function opened(wish: DialIntent): Promise<DialIntent | null> {
    await spending.take(wish.by)
    const found = await intents.open(wish)
    if (found !== null) await spending.giveBack(wish.by)
    return found
  }

  /** What somebody else says of it within that time; null when nobody does, or it is forgotten. */
  async function settled(id: string, withinMs: number): Promise<DialIntent | null> {
    const until = runtime.elapsed() + withinMs
    for (;;) {
      const intent = await intents.read(id)
      if (intent === null || intent.result) return intent
      if (runtime.elapsed() > until) return null
      await pause(runtime, LOOK_EVERY_MS)
    }
  }

  return {
    async call({ by, to, key, trace }) {
      const request = runtime.uuid()
      const id = key === null ? request : idOf(by, key)
      const wish: DialIntent = { id, by, to, at: clock.now(), request, result: null }
      const found = (key === null ? null : await intents.read(id)) ?? (await opened(wish))
      if (found === null) return place(wish, trace)
      // Another request with the same key is at it.
      const intent = found.result ? found : await settled(id, LOOK_FOR_MS)
      return outcome(intent ?? found, intent?.result ?? UNKNOWN, trace)
    },

    async landed(id, callSid, answered, trace) {
      const intent = await intents.read(id)
      if (intent === null) return calls.state(callSid)
      const settled = await intents.settle(intent, { ok: true, callSid })
      return settled && appear(intent, callSid, { unwanted: !settled.ok, answered }, trace)
    },
  }
}

/** A leg that Twilio has spoken of. */
interface Found {
  /** Its agent was told that nobody is called. */
  unwanted: boolean
  answered: boolean
}

const refused = ({ code, detail }: NotCalled, cause?: Error) => new Refusal(code, detail, {}, { cause })

/** The client's key may hold anything; this stands in a URL. */
const idOf = (by: string, key: string) =>
  createHash('sha256').update(`${by} ${key}`).digest('hex').slice(0, 32)
