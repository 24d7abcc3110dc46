import type { Logger } from 'pino'
import { runningRecording, wantedRecording } from '../../machines/call/selectors.ts'
import type { CallActors, CallState } from '../calls/calls-port.ts'
import type { CarrierCommand } from '../calls/carrier-command.ts'
import { pause, type Runtime } from '../runtime.ts'
import type { Carrier } from './carrier.ts'
import { CarrierRejected, TWILIO_CODES } from './carrier-errors.ts'
import type { TwilioUrls } from './urls.ts'

/** By so much Twilio's reads may lag behind its writes. */
const READS_LAG_MS = 3_000

interface RecorderDeps {
  carrier: Pick<Carrier, 'record' | 'setRecording' | 'recordingsOfCall'>
  calls: Pick<CallActors, 'send' | 'state'>
  urls: Pick<TwilioUrls, 'callRecording'>
  log: Logger
  runtime: Pick<Runtime, 'after'>
}

/** The recording, or the call, is over. */
const isOver = (error: unknown) =>
  error instanceof CarrierRejected &&
  (error.code === TWILIO_CODES.notFound || error.code === TWILIO_CODES.notInProgress)

/** Has Twilio record a call as it is to be. Rejects with `CarrierUnavailable` or `RedisAway` when that must be tried again. */
export function callRecorder({ carrier, calls, urls, log, runtime }: RecorderDeps) {
  const started = (callSid: string, recordingSid: string, trace?: string) =>
    calls.send(callSid, { type: 'RECORDING_STARTED', recordingSid }, { trace })

  /** A second request would record twice, so first Twilio is asked what an earlier attempt has begun. */
  async function begin({ view: { callSid }, snapshot }: CallState, trace?: string): Promise<void> {
    const unknown = await unknownRecordings(callSid, snapshot)
    const [first] =
      unknown.length > 0 ? unknown : [await carrier.record(callSid, urls.callRecording(callSid))]
    for (const recordingSid of unknown.slice(1)) await started(callSid, recordingSid, trace)
    if (first !== undefined) await started(callSid, first, trace)
  }

  /** Recordings that go on at Twilio, and that the call does not know: their answer was lost, or Redis has lost the call. */
  async function unknownRecordings(callSid: string, { context }: CallState['snapshot']): Promise<string[]> {
    const known = context.recordings.map(({ recordingSid }) => recordingSid)
    const all = await carrier.recordingsOfCall(callSid)
    return all.flatMap(({ sid, isLive }) => (isLive && !known.includes(sid) ? [sid] : []))
  }

  /** Another process may have told Twilio otherwise meanwhile, and been faster: the call as it is now has the last word. */
  async function goOn(state: CallState, recordingSid: string, wanted: 'on' | 'paused', trace?: string) {
    const { callSid } = state.view
    try {
      await carrier.setRecording(callSid, recordingSid, wanted)
      const now = await calls.state(callSid)
      if (now === null || runningRecording(now.snapshot)?.recordingSid !== recordingSid) return
      const wantedNow = wantedRecording(now.snapshot)
      if (wantedNow !== 'off' && wantedNow !== wanted) await goOn(now, recordingSid, wantedNow, trace)
    } catch (error) {
      if (!isOver(error)) throw error
      await calls.send(callSid, { type: 'RECORDING_COMPLETED', recordingSid, seconds: null }, { trace })
    }
  }

  async function stop(callSid: string, recordingSid: string): Promise<void> {
    await carrier.setRecording(callSid, recordingSid, 'stopped').catch((error: unknown) => {
      if (!isOver(error)) throw error
    })
  }

  async function stopUnknown({ view: { callSid }, snapshot }: CallState): Promise<void> {
    for (const sid of await unknownRecordings(callSid, snapshot)) await stop(callSid, sid)
  }

  return {
    /** Reads the call when it is carried out, so it may be repeated and be late. */
    async update(
      { callSid, type, trace }: CarrierCommand & { type: 'updateRecording' },
      isRetry: boolean,
    ): Promise<void> {
      const before = await calls.state(callSid)
      // What was begun by an earlier attempt, or until Redis lost the call, must be in the list.
      if (isRetry || before?.snapshot.context.recordingsUnknown) await pause(runtime, READS_LAG_MS)
      const state = await calls.state(callSid)
      if (state === null || state.view.endedAt !== null) return
      const wanted = wantedRecording(state.snapshot)
      const running = runningRecording(state.snapshot)
      try {
        if (running !== null && wanted !== 'off') {
          await goOn(state, running.recordingSid, wanted, trace)
          // One that an earlier attempt has begun, and of which no news came, is one too many.
          if (isRetry) await stopUnknown(state)
        } else if (wanted === 'on') await begin(state, trace)
        else if (wanted === 'off') await stopUnknown(state)
        else
          for (const sid of await unknownRecordings(callSid, state.snapshot))
            await started(callSid, sid, trace)
      } catch (error) {
        if (!(error instanceof CarrierRejected)) throw error
        // The end of the caller is noticed by itself.
        if (!isOver(error)) log.error({ err: error, trace, callSid, command: type }, 'Twilio refused')
      }
    },

    stop: ({ callSid, recordingSid }: CarrierCommand & { type: 'stopRecording' }) =>
      stop(callSid, recordingSid),
  }
}
