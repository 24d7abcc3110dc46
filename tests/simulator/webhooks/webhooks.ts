import { randomUUID } from 'node:crypto'
import { setMaxListeners } from 'node:events'
import { awakeMs } from '../awake.ts'
import { pause } from '../cancel.ts'
import type { Faults } from '../faults/faults.ts'
import type { Log, SimulatorSettings } from '../settings.ts'
import { type Failure, isRetried, retryPolicy } from './policy.ts'
import { NoAnswer, send, type WebhookResponse } from './post.ts'
import { signature } from './signature.ts'
import { Tries } from './tries.ts'

const KEPT = 1_000
/** A callback that is to be overtaken waits that long at most. */
const HELD_BACK_MS = 1_000

export type Params = Readonly<Record<string, string>>

export interface WebhookTarget {
  readonly url: string
  readonly method: 'GET' | 'POST'
}

/** One request as it went out, for `GET /sim/webhooks`. */
export interface WebhookRecord {
  readonly at: string
  readonly url: string
  readonly method: string
  readonly params: Params
  readonly idempotencyToken: string
  readonly attempt: number
  /** 0 when there was no answer. */
  readonly status: number
  readonly error: string | null
  readonly durationMs: number
  readonly body: string
}

/** Every attempt failed; `code` is Twilio's error for it (11200, 11205 …). */
export class WebhookFailed extends Error {
  readonly code: number

  constructor(code: number, message: string) {
    super(message)
    this.code = code
  }
}

/** Sends signed webhooks the way Twilio does: with retries, an idempotency token and a time limit. */
export class Webhooks {
  readonly sent: WebhookRecord[] = []
  readonly tries = new Tries()
  private readonly settings: SimulatorSettings
  private readonly faults: Faults
  private readonly log: Log
  private readonly closing = new AbortController()
  private readonly heldBack: (() => void)[] = []

  constructor(settings: SimulatorSettings, faults: Faults, log: Log) {
    this.settings = settings
    this.faults = faults
    this.log = log
    // As many callbacks as are late wait with it.
    setMaxListeners(0, this.closing.signal)
  }

  /** Asks for a document. Rejects with WebhookFailed when no attempt brought a 2xx answer. */
  async request(target: WebhookTarget, params: Params, signal: AbortSignal): Promise<WebhookResponse> {
    const token = randomUUID()
    const { delayMs, twice } = this.faults.document(named(target, params))
    if (delayMs > 0) await pause(delayMs, signal)
    if (twice) await this.deliver(target, params, signal, token)
    return this.deliver(target, params, signal, token)
  }

  /** Retries as the URL's fragment asks. Rejects with WebhookFailed when no attempt brought a 2xx answer. */
  private async deliver(
    target: WebhookTarget,
    params: Params,
    signal: AbortSignal,
    token: string,
  ): Promise<WebhookResponse> {
    const url = new URL(target.url)
    const policy = retryPolicy(url.hash, this.settings.ceilingMs)
    url.hash = ''
    const deadline = awakeMs() + policy.totalTimeoutMs
    const either = AbortSignal.any([signal, this.closing.signal])
    for (let attempt = 0; ; attempt += 1) {
      const outcome = await this.attempt(url, target.method, params, token, attempt, policy, either)
      if (typeof outcome !== 'string' && outcome.status < 300) return outcome
      const failure = typeof outcome === 'string' ? outcome : failureOf(outcome)
      const delayMs = this.settings.retryDelayMs * 2 ** attempt
      const spent = attempt >= policy.retries || awakeMs() + delayMs > deadline
      if (either.aborted || spent || !isRetried(policy, failure)) throw failed(url, outcome)
      await pause(delayMs, either)
    }
  }

  /** Sends where only delivery matters: a failure is logged, nobody waits. A repeated delivery keeps its token. */
  notify(target: WebhookTarget, params: Params): void {
    const token = randomUUID()
    const { signal } = this.closing
    const { copies, reordered } = this.faults.callback(named(target, params))
    const sendAll = () =>
      Promise.all(
        copies.map(async (delayMs) => {
          if (delayMs > 0) await pause(delayMs, signal)
          await this.deliver(target, params, signal, token)
        }),
      ).catch((error: unknown) => {
        if (!signal.aborted) this.log(`Callback to ${target.url} failed: ${String(error)}`)
      })
    if (reordered) this.holdBack(sendAll)
    else void sendAll().then(() => this.letGo())
  }

  /** Until another one was delivered; when none comes it is only late. */
  private holdBack(send: () => void): void {
    this.heldBack.push(send)
    setTimeout(() => this.letGo(), HELD_BACK_MS).unref()
  }

  private letGo(): void {
    for (const send of this.heldBack.splice(0)) send()
  }

  close(): void {
    this.closing.abort(new Error('the simulator is closing'))
  }

  private async attempt(
    url: URL,
    method: WebhookTarget['method'],
    params: Params,
    token: string,
    attempt: number,
    timeouts: { connectTimeoutMs: number; readTimeoutMs: number },
    signal: AbortSignal,
  ): Promise<WebhookResponse | Failure> {
    const address = new URL(url)
    if (method === 'GET')
      for (const [name, value] of Object.entries(params)) address.searchParams.set(name, value)
    const signed = method === 'GET' ? {} : params
    const startedAt = performance.now()
    const keep = (status: number, error: string | null, body: string) => {
      const durationMs = Math.round((performance.now() - startedAt) * 10) / 10
      const at = new Date().toISOString()
      const href = address.href
      const one = { at, url: href, attempt, status, error, durationMs, body }
      this.sent.push({ ...one, method, params, idempotencyToken: token })
      if (params.CallSid !== undefined) this.tries.note(params.CallSid, one)
      if (this.sent.length > KEPT) this.sent.shift()
    }
    try {
      const answer = await send(
        {
          url: address,
          method,
          headers: {
            'User-Agent': 'TwilioProxy/1.1',
            Accept: '*/*',
            'I-Twilio-Idempotency-Token': token,
            'X-Twilio-Signature': signature(this.settings.authToken, address.href, signed),
            ...(method === 'POST' && { 'Content-Type': 'application/x-www-form-urlencoded; charset=UTF-8' }),
          },
          body: method === 'POST' ? new URLSearchParams(params).toString() : '',
          timeouts,
        },
        signal,
      )
      keep(answer.status, null, answer.body)
      return answer
    } catch (error) {
      if (!(error instanceof NoAnswer)) throw error
      keep(0, error.message, '')
      return error.failure
    }
  }
}

/** As a journal of faults names it: the path, and what happened. */
function named(target: WebhookTarget, params: Params): string {
  const happened = params.StatusCallbackEvent ?? params.RecordingStatus ?? params.CallStatus ?? ''
  return `${new URL(target.url).pathname} ${happened}`
}

function failureOf(answer: WebhookResponse): Failure {
  return answer.status >= 500 ? '5xx' : '4xx'
}

function failed(url: URL, outcome: WebhookResponse | Failure): WebhookFailed {
  if (typeof outcome === 'string')
    return new WebhookFailed(11205, `HTTP connection failure (${outcome}): ${url.href}`)
  return new WebhookFailed(11200, `HTTP retrieval failure: ${outcome.status} from ${url.href}`)
}
