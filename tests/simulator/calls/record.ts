import { FRAME_MS, joined } from '../media/pcm.ts'
import { beep } from '../media/sources.ts'
import type { RecordVerb } from '../twiml/verbs.ts'
import { NEXT, resolve, toAction, type VerbContext, type VerbOutcome } from './verb-context.ts'

/** Below this level a frame counts as silence. */
const SILENT_LEVEL = 0.005

/** `<Record>`: ends with a key, with silence, at its longest, or with the call. */
export async function record(context: VerbContext, verb: RecordVerb): Promise<VerbOutcome> {
  const { exchange, leg, signal } = context
  leg.answer()
  leg.moveTo({ at: 'recording' })
  if (verb.playBeep) await leg.audio.play(beep(), signal)
  leg.digits = ''
  const startedAt = new Date()
  const { samples, endedBy } = await capture(context, verb)
  const samplesPerSecond = 1_000 / FRAME_MS
  if (samples.length < samplesPerSecond / 2) {
    if (signal.aborted) throw signal.reason
    return NEXT
  }
  const { recordings } = exchange
  const begun = recordings.begin(
    { callSid: leg.sid, source: 'RecordVerb', channels: 1, track: 'inbound' },
    startedAt,
  )
  const recording = recordings.finish(begun, joined(samples))
  const details = {
    RecordingSid: recording.sid,
    RecordingUrl: recordings.url(recording),
    RecordingDuration: String(recording.seconds),
  }
  if (verb.recordingStatusCallback !== undefined && verb.recordingStatusCallbackEvent.includes('completed')) {
    const target = resolve(context, verb.recordingStatusCallback, verb.recordingStatusCallbackMethod)
    recordings.report(recording, target)
  }
  const outcome = toAction(
    context,
    { action: verb.action ?? '', method: verb.method },
    { ...details, Digits: endedBy },
  )
  if (!signal.aborted) return outcome
  // The caller hung up while recording: the action is still told, its answer has nobody to hear it.
  if (outcome.to === 'document' && !leg.live) exchange.requestInPassing(leg, outcome.target, outcome.params)
  throw signal.reason
}

/** Collects what the far end says, a frame of 20 ms at a time. */
function capture(
  context: VerbContext,
  verb: RecordVerb,
): Promise<{ samples: Int16Array[]; endedBy: string }> {
  const { exchange, leg, signal } = context
  const samples: Int16Array[] = []
  const longest = (verb.maxLength * 1_000) / FRAME_MS
  const silentFrames = (verb.timeout * 1_000) / FRAME_MS
  let silent = 0
  return new Promise((resolve) => {
    const stop = exchange.clock.onStep(() => {
      samples.push(leg.audio.said)
      silent = leg.audio.saidLevelNow < SILENT_LEVEL ? silent + 1 : 0
      const key = [...leg.digits].find((digit) => verb.finishOnKey.includes(digit))
      if (key !== undefined) return done(key)
      if (signal.aborted) return done('hangup')
      if (samples.length >= longest || (silentFrames > 0 && silent >= silentFrames)) return done('')
    })
    signal.addEventListener('abort', () => done('hangup'), { once: true })
    const done = (endedBy: string) => {
      stop()
      resolve({ samples, endedBy })
    }
    if (signal.aborted) done('hangup')
  })
}
