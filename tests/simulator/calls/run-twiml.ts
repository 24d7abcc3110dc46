import { pause } from '../cancel.ts'
import { speech } from '../media/sources.ts'
import { parseTwiml, TwimlError, type Verb } from '../twiml/verbs.ts'
import { type Params, WebhookFailed, type WebhookTarget } from '../webhooks/webhooks.ts'
import { dial } from './dial.ts'
import { enqueue } from './enqueue.ts'
import type { Exchange } from './exchange.ts'
import { gather } from './gather.ts'
import type { Leg } from './leg.ts'
import { voiceParams } from './params.ts'
import { record } from './record.ts'
import { play, say, wait } from './sound.ts'
import {
  NEXT,
  resolve,
  TwimlFailed,
  type TwimlSource,
  type VerbContext,
  type VerbOutcome,
} from './verb-context.ts'

/** This many silent documents in a row are taken for an endless loop of redirects. */
const SILENT_DOCUMENTS = 60
const SILENT_DELAY_MS = 100
const APOLOGY = 'We are sorry, an application error has occurred. Goodbye.'

/** Runs a call from a document to its end, and ends the leg. Never rejects. */
export async function runCall(
  exchange: Exchange,
  leg: Leg,
  source: TwimlSource,
  params: Params,
  signal: AbortSignal,
): Promise<void> {
  try {
    const status = await runDocuments({ exchange, leg, signal, mode: 'call' }, source, params)
    leg.end(status)
  } catch (error) {
    if (signal.aborted) return
    exchange.reportError(leg, error)
    leg.answer()
    await leg.audio.play(speech(APOLOGY, exchange.sayMs(APOLOGY)), signal).catch(() => undefined)
    if (!signal.aborted) leg.end('failed')
  }
}

/** Runs the wait document of a room or queue. When it ends or fails, there is silence. Never rejects. */
export async function runWait(
  exchange: Exchange,
  leg: Leg,
  target: WebhookTarget,
  params: Params,
  signal: AbortSignal,
): Promise<void> {
  try {
    await runDocuments({ exchange, leg, signal, mode: 'wait' }, { from: 'url', target }, params)
  } catch (error) {
    if (!signal.aborted) exchange.reportError(leg, error)
  }
}

async function runDocuments(run: Omit<VerbContext, 'document'>, first: TwimlSource, firstParams: Params) {
  const { leg, signal } = run
  let source = first
  let params = firstParams
  let silentDocuments = 0
  for (;;) {
    const verbs = await load(run, source, params)
    const startedAt = performance.now()
    const outcome = await runVerbs({ ...run, document: source.target }, verbs)
    if (signal.aborted) throw signal.reason
    if (outcome.to === 'next') return 'completed'
    if (outcome.to === 'end') return outcome.status
    silentDocuments = performance.now() - startedAt < SILENT_DELAY_MS ? silentDocuments + 1 : 0
    if (silentDocuments > SILENT_DOCUMENTS) {
      throw new TwimlFailed(12400, `the documents redirect in a circle at ${outcome.target.url}`)
    }
    if (silentDocuments > 2) await pause(SILENT_DELAY_MS, signal)
    leg.moveTo(
      run.mode === 'call' ? { at: 'document', url: outcome.target.url, playing: null } : leg.location,
    )
    source = { from: 'url', target: outcome.target }
    params = outcome.params
  }
}

async function load(
  run: Omit<VerbContext, 'document'>,
  source: TwimlSource,
  params: Params,
): Promise<Verb[]> {
  if (source.from === 'text') return parseTwiml(source.twiml)
  const { exchange, leg, signal } = run
  const request = (target: WebhookTarget, extra: Params) =>
    fetchTwiml(exchange, leg, target, { ...params, ...extra }, signal)
  try {
    return await request(source.target, {})
  } catch (error) {
    const fallback = run.mode === 'call' ? leg.fallback : null
    if (signal.aborted || fallback === null || fallback.url === source.target.url) throw error
    exchange.reportError(leg, error)
    const code = error instanceof WebhookFailed || error instanceof TwimlError ? error.code : 11200
    return request(fallback, { ErrorCode: String(code), ErrorUrl: source.target.url })
  }
}

async function fetchTwiml(
  exchange: Exchange,
  leg: Leg,
  target: WebhookTarget,
  params: Params,
  signal: AbortSignal,
) {
  const all = { ...params, ...voiceParams(exchange.settings, leg) }
  const answer = await exchange.webhooks.request(target, all, signal)
  if (signal.aborted) throw signal.reason
  if (answer.status === 204 || answer.body.trim() === '') return []
  if (!/\b(xml|html)\b/.test(answer.contentType)) {
    throw new TwimlFailed(12300, `invalid content type ${answer.contentType} from ${target.url}`)
  }
  return parseTwiml(answer.body)
}

async function runVerbs(context: VerbContext, verbs: readonly Verb[]): Promise<VerbOutcome> {
  for (const verb of verbs) {
    const outcome = await runVerb(context, verb)
    if (outcome.to !== 'next') return outcome
  }
  return NEXT
}

/** The verbs that a wait document may use. */
const WAITING: ReadonlySet<Verb['verb']> = new Set(['Say', 'Play', 'Pause', 'Redirect', 'Leave', 'Hangup'])

async function runVerb(context: VerbContext, verb: Verb): Promise<VerbOutcome> {
  const { leg, mode } = context
  if (context.signal.aborted) throw context.signal.reason
  if (mode === 'wait' && !WAITING.has(verb.verb)) {
    throw new TwimlFailed(12200, `<${verb.verb}> is not allowed while waiting`)
  }
  switch (verb.verb) {
    case 'Say':
      return say(context, verb.text, verb.loop)
    case 'Play':
      return play(context, verb.url, verb.loop)
    case 'Pause':
      return wait(context, verb.seconds)
    case 'Redirect':
      return { to: 'document', target: resolve(context, verb.url, verb.method), params: {} }
    case 'Reject':
      if (leg.state.answeredAt !== null) return { to: 'end', status: 'completed' }
      return { to: 'end', status: verb.reason === 'busy' ? 'busy' : 'no-answer' }
    case 'Hangup':
    case 'Leave':
      return { to: 'end', status: leg.state.answeredAt === null ? 'busy' : 'completed' }
    case 'Record':
      return record(context, verb)
    case 'Gather':
      return gather(context, verb, (inner) => runVerbs(inner, verb.prompts))
    case 'Dial':
      return dial(context, verb)
    case 'Enqueue':
      return enqueue(context, verb)
    default: {
      const never: never = verb
      return never
    }
  }
}
