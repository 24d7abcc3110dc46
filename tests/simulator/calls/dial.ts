import { ringback, silence } from '../media/sources.ts'
import type { ConferenceNoun, DialTarget, DialVerb } from '../twiml/verbs.ts'
import type { Params, Target } from '../webhooks/webhooks.ts'
import type { FinalStatus, Leg } from './leg.ts'
import { durationSeconds } from './params.ts'
import { type Outcome, ProgramFailed, resolve, type Stage, toAction } from './stage.ts'

/** `<Dial>`: into a conference, or to numbers and clients of whom the first to answer is connected. */
export async function dial(stage: Stage, verb: DialVerb): Promise<Outcome> {
  const { exchange, leg, signal } = stage
  try {
    const result =
      verb.conference === null ? await dialOut(stage, verb) : await confer(stage, verb.conference)
    return toAction(stage, verb, result)
  } catch (error) {
    // Taken out of <Dial> by a redirect or by the caller's hang-up, Twilio still tells the action URL
    // and ignores what it answers.
    if (signal.aborted && verb.action !== undefined) {
      const status = verb.conference === null ? 'completed' : 'answered'
      const target = resolve(stage, verb.action, verb.method)
      exchange.requestInPassing(leg, target, { DialCallStatus: status, DialBridged: 'true' })
    }
    throw error
  }
}

async function confer(stage: Stage, noun: ConferenceNoun): Promise<Params> {
  const { exchange, leg, signal } = stage
  leg.answer()
  const callback = noun.statusCallback ? resolve(stage, noun.statusCallback, noun.statusCallbackMethod) : null
  const room = exchange.rooms.open(noun, callback)
  if (room.participants.size >= noun.maxParticipants) throw new ProgramFailed(13225, `${noun.name} is full`)
  await room.join(leg, noun, waitTarget(stage, noun), signal)
  return { DialCallStatus: 'answered', DialBridged: 'true' }
}

/** Null is Twilio's own music, an empty URL silence. */
function waitTarget(stage: Stage, noun: ConferenceNoun): Target | null {
  if (noun.waitUrl === undefined) return null
  if (noun.waitUrl === '') return { url: '', method: noun.waitMethod }
  return resolve(stage, noun.waitUrl, noun.waitMethod)
}

async function dialOut(stage: Stage, verb: DialVerb): Promise<Params> {
  const { leg, signal } = stage
  checkCallerId(stage, verb)
  if (!verb.answerOnBridge) leg.answer()
  leg.moveTo({ at: 'dialling', to: verb.targets.map((target) => target.to) })
  leg.line.hear(ringback())
  const children = verb.targets.map((target) => call(stage, verb, target))
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
    await bridge(stage, answered, verb.timeLimit * 1_000)
    return {
      DialCallStatus: 'completed',
      DialCallSid: answered.sid,
      DialCallDuration: String(durationSeconds(answered)),
      DialBridged: 'true',
    }
  } finally {
    signal.removeEventListener('abort', cancel)
    leg.line.hear(silence)
  }
}

function call(stage: Stage, verb: DialVerb, target: DialTarget) {
  const { exchange, leg } = stage
  const callback = target.statusCallback
    ? {
        target: resolve(stage, target.statusCallback, target.statusCallbackMethod),
        events: new Set(target.statusCallbackEvent),
      }
    : null
  const from = verb.callerId ?? leg.details.from
  return exchange.dialOut(
    { from, to: target.to, direction: 'outbound-dial', status: 'queued', parent: leg, callback },
    { timeoutMs: verb.timeout * 1_000, parameters: target.parameters },
  )
}

/** A number may only be shown a number of ours, or one of the two ends of the call that dials. */
function checkCallerId(stage: Stage, verb: DialVerb): void {
  const { from, to } = stage.leg.details
  const shown = verb.callerId ?? from
  const allowed = [stage.exchange.settings.phoneNumber, from, to].includes(shown) && shown.startsWith('+')
  if (allowed || verb.targets.every((target) => target.kind === 'client')) return
  throw new ProgramFailed(13214, `${shown} is not a caller id that may be shown`)
}

/** Connects two legs until one of them is over or goes elsewhere. */
async function bridge(stage: Stage, child: Leg, limitMs: number): Promise<void> {
  const { exchange, leg, signal } = stage
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
    const status: FinalStatus = 'completed'
    if (!childStays.aborted) child.end(status)
  }
}
