import { ringback, silence } from '../media/sources.ts'
import type { ConferenceNoun, DialTarget, DialVerb } from '../twiml/verbs.ts'
import type { Params, WebhookTarget } from '../webhooks/webhooks.ts'
import type { FinalCallStatus, Leg } from './leg.ts'
import { durationSeconds } from './params.ts'
import { resolve, TwimlFailed, toAction, type VerbContext, type VerbOutcome } from './verb-context.ts'

/** `<Dial>`: joins a conference, or calls numbers and clients and connects the first one that answers. */
export async function dial(context: VerbContext, verb: DialVerb): Promise<VerbOutcome> {
  const { exchange, leg, signal } = context
  try {
    const result =
      verb.conference === null ? await dialOut(context, verb) : await confer(context, verb.conference)
    return toAction(context, verb, result)
  } catch (error) {
    // Taken out of <Dial> by a redirect or by the caller's hang-up, Twilio still tells the action URL
    // and ignores what it answers.
    if (signal.aborted && verb.action !== undefined) {
      const status = verb.conference === null ? 'completed' : 'answered'
      const target = resolve(context, verb.action, verb.method)
      exchange.requestInPassing(leg, target, { DialCallStatus: status, DialBridged: 'true' })
    }
    throw error
  }
}

async function confer(context: VerbContext, noun: ConferenceNoun): Promise<Params> {
  const { exchange, leg, signal } = context
  leg.answer()
  const callback = noun.statusCallback
    ? resolve(context, noun.statusCallback, noun.statusCallbackMethod)
    : null
  const room = exchange.rooms.open(noun, callback)
  if (room.participants.size >= noun.maxParticipants) throw new TwimlFailed(13225, `${noun.name} is full`)
  if (noun.coach !== undefined && !room.participants.has(noun.coach))
    throw new TwimlFailed(13240, `${noun.coach} is not in ${noun.name}`)
  await room.join(leg, noun, waitTarget(context, noun), signal)
  return { DialCallStatus: 'answered', DialBridged: 'true' }
}

/** Null is Twilio's own music, an empty URL silence. */
function waitTarget(context: VerbContext, noun: ConferenceNoun): WebhookTarget | null {
  if (noun.waitUrl === undefined) return null
  if (noun.waitUrl === '') return { url: '', method: noun.waitMethod }
  return resolve(context, noun.waitUrl, noun.waitMethod)
}

async function dialOut(context: VerbContext, verb: DialVerb): Promise<Params> {
  const { leg, signal } = context
  checkCallerId(context, verb)
  if (!verb.answerOnBridge) leg.answer()
  leg.moveTo({ at: 'dialling', to: verb.targets.map((target) => target.to) })
  leg.audio.hear(ringback())
  const children = verb.targets.map((target) => call(context, verb, target))
  const cancel = () => {
    for (const child of children) child.leg.end('canceled')
  }
  signal.addEventListener('abort', cancel, { once: true })
  try {
    const answered = await Promise.any(children.map((child) => child.answered)).catch(() => null)
    for (const child of children) if (child.leg !== answered) child.leg.end('canceled')
    if (signal.aborted) throw signal.reason
    if (answered === null) {
      const last = children.at(-1)?.leg
      return {
        DialCallStatus: last?.status ?? 'failed',
        DialBridged: 'false',
        ...(last && { DialCallSid: last.sid }),
      }
    }
    leg.answer()
    await bridge(context, answered, verb.timeLimit * 1_000)
    return {
      DialCallStatus: 'completed',
      DialCallSid: answered.sid,
      DialCallDuration: String(durationSeconds(answered)),
      DialBridged: 'true',
    }
  } finally {
    signal.removeEventListener('abort', cancel)
    leg.audio.hear(silence)
  }
}

function call(context: VerbContext, verb: DialVerb, target: DialTarget) {
  const { exchange, leg } = context
  const callback = target.statusCallback
    ? {
        target: resolve(context, target.statusCallback, target.statusCallbackMethod),
        events: new Set(target.statusCallbackEvent),
      }
    : null
  const from = verb.callerId ?? leg.details.from
  return exchange.dialOut(
    {
      from,
      to: target.to,
      sendDigits: target.sendDigits,
      direction: 'outbound-dial',
      status: 'queued',
      parent: leg,
      callback,
    },
    { timeoutMs: verb.timeout * 1_000, parameters: target.parameters },
  )
}

/** The caller id may be the account's number, or one of the two ends of the call that dials. */
function checkCallerId(context: VerbContext, verb: DialVerb): void {
  const { from, to } = context.leg.details
  const shown = verb.callerId ?? from
  const allowed = [context.exchange.settings.phoneNumber, from, to].includes(shown) && shown.startsWith('+')
  if (allowed || verb.targets.every((target) => target.kind === 'client')) return
  throw new TwimlFailed(13214, `${shown} is not a caller id that may be shown`)
}

/** Connects two legs until one of them is over or goes elsewhere. */
async function bridge(context: VerbContext, child: Leg, limitMs: number): Promise<void> {
  const { exchange, leg, signal } = context
  const childStays = child.begin()
  const mix = exchange.bridge(leg, child)
  leg.moveTo({ at: 'bridge', other: child })
  child.moveTo({ at: 'bridge', other: leg })
  try {
    await new Promise<void>((resolve) => {
      const limit = setTimeout(resolve, limitMs)
      const done = () => {
        clearTimeout(limit)
        resolve()
      }
      for (const end of [signal, childStays]) {
        if (end.aborted) done()
        else end.addEventListener('abort', done, { once: true })
      }
    })
    if (signal.aborted) throw signal.reason
  } finally {
    mix.close()
    // A child that was redirected goes its own way; otherwise it has nothing more to do.
    const status: FinalCallStatus = 'completed'
    if (!childStays.aborted) child.end(status)
  }
}
