import type { Logger } from 'pino'
import type { KeptRecording } from '../../machines/call/context.ts'
import { MAY_COME_LATE_MS, mayGoOnUntil } from '../../machines/call/recording.ts'
import { runningRecording, wantedRecording } from '../../machines/call/selectors.ts'
import type { CallActors, CallState } from '../calls/calls-port.ts'
import type { CarrierCommand } from '../calls/carrier-command.ts'
import { type Clock, pause, type Runtime } from '../runtime.ts'
import type { Carrier } from './carrier.ts'
import { CarrierRejected, CarrierUnavailable, TWILIO_CODES } from './carrier-errors.ts'
import { finalStatusOf } from './final-status.ts'
import type { TwilioUrls } from './urls.ts'

/** By so much Twilio's reads may lag behind its writes. */
const READS_LAG_MS = 3_000
/** The call has learned within this time that a recording goes on. A part of that by which a request may come late. */
const LEARNS_WITHIN_MS = 1_000
/** While a search waits, by so much an order may be late. */
const LOOKS_EVERY_MS = 500

interface RecorderDeps {
  carrier: Pick<Carrier, 'record' | 'setRecording' | 'recordingsOfCall' | 'fetchCall'>
  calls: Pick<CallActors, 'send' | 'state'>
  urls: Pick<TwilioUrls, 'callRecording'>
  clock: Clock
  log: Logger
  runtime: Pick<Runtime, 'after'>
}

/** The recording, or the call, is over. */
const isOver = (error: unknown) =>
  error instanceof CarrierRejected &&
  (error.code === TWILIO_CODES.notFound || error.code === TWILIO_CODES.notInProgress)

/** Has Twilio record a call as it is to be. Rejects with `CarrierUnavailable` or `RedisAway` when that must be tried again. */
export function callRecorder({ carrier, calls, urls, clock, log, runtime }: RecorderDeps) {
  const started = (callSid: string, recordingSid: string, trace?: string) =>
    calls.send(callSid, { type: 'RECORDING_STARTED', recordingSid }, { trace })

  const requested = (callSid: string, recordingSid: string | null, trace?: string) =>
    calls.send(callSid, { type: 'RECORDING_REQUESTED', recordingSid }, { trace })
  /** From this moment on it counts how late Twilio may be: the call must not learn of it long before. */
  async function requestedNow(callSid: string, recordingSid: string, trace?: string): Promise<void> {
    const since = clock.now()
    await requested(callSid, recordingSid, trace)
    if (clock.now() - since > LEARNS_WITHIN_MS) await requestedNow(callSid, recordingSid, trace)
  }
  const notBegun = (callSid: string, trace?: string) =>
    calls.send(callSid, { type: 'RECORDING_NOT_BEGUN' }, { trace })
  const isSet = (
    callSid: string,
    set: { recordingSid: string; state: 'on' | 'paused' | 'off'; sentAt?: number },
    trace?: string,
  ) => calls.send(callSid, { type: 'RECORDING_SET', ...set }, { trace })

  /** A second request would record twice, so first Twilio is asked what an earlier attempt has begun. */
  async function begin({ view: { callSid }, snapshot }: CallState, trace?: string): Promise<void> {
    const unknown = await unknownRecordings(callSid, snapshot)
    const [first, ...others] = unknown.length > 0 ? unknown : [await record(callSid, trace)]
    for (const recordingSid of others) await started(callSid, recordingSid, trace)
    if (first !== undefined) await started(callSid, first, trace)
  }

  /** Before it may begin the call is told, so no screen says then that nothing is recorded. */
  async function record(callSid: string, trace?: string): Promise<string> {
    await requested(callSid, null, trace)
    try {
      return await carrier.record(callSid, urls.callRecording(callSid))
    } catch (error) {
      if (error instanceof CarrierRejected) await notBegun(callSid, trace)
      throw error
    }
  }

  /** Recordings that go on at Twilio, and that the call does not know: their answer was lost, or Redis has lost the call. */
  async function unknownRecordings(callSid: string, { context }: CallState['snapshot']): Promise<string[]> {
    const known = context.recordings.map(({ recordingSid }) => recordingSid)
    const all = await carrier.recordingsOfCall(callSid)
    return all.flatMap(({ sid, isLive }) => (isLive && !known.includes(sid) ? [sid] : []))
  }

  /**
   * The recording that the call knows goes on, or pauses. Another process may have told Twilio otherwise meanwhile, and been
   * faster: the call as it is now has the last word.
   * @param told what Twilio was told last @returns the call that Twilio follows; null: it is over
   */
  async function follow(
    callSid: string,
    trace?: string,
    told?: 'on' | 'paused' | 'off',
  ): Promise<CallState | null> {
    const state = await calls.state(callSid)
    if (state === null || state.view.endedAt !== null) return null
    const running = runningRecording(state.snapshot)
    const wanted = wantedRecording(state.snapshot)
    if (running === null || wanted === 'off' || wanted === told) return state
    await set(callSid, running, wanted, trace)
    return follow(callSid, trace, wanted)
  }

  /** Before it may go on the call is told, so no screen says then that it pauses. */
  async function set(
    callSid: string,
    { recordingSid }: KeptRecording,
    wanted: 'on' | 'paused',
    trace?: string,
  ): Promise<void> {
    if (wanted === 'on') await requestedNow(callSid, recordingSid, trace)
    const sentAt = clock.now()
    try {
      await carrier.setRecording(callSid, recordingSid, wanted)
      await isSet(callSid, { recordingSid, state: wanted, sentAt }, trace)
    } catch (error) {
      if (!isOver(error)) throw error
      await calls.send(callSid, { type: 'RECORDING_COMPLETED', recordingSid, seconds: null }, { trace })
    }
  }

  /** Follows the call for a while. No order waits for that. */
  async function followFor(forMs: number, before: CallState, trace?: string): Promise<CallState | null> {
    let state: CallState | null = before
    for (let waitedMs = 0; waitedMs < forMs && state !== null; waitedMs += LOOKS_EVERY_MS) {
      await pause(runtime, LOOKS_EVERY_MS)
      const told = runningRecording(state.snapshot) === null ? undefined : wantedRecording(state.snapshot)
      state = await follow(before.view.callSid, trace, told)
    }
    return state
  }

  /** Twilio may carry out an earlier request after one that it has confirmed. So it is told once more when none can be late. */
  async function followUntilSure(forMs: number, before: CallState, trace?: string): Promise<void> {
    if (forMs === 0 || (await followFor(forMs, before, trace)) === null) return
    const now = await follow(before.view.callSid, trace)
    if (now !== null) await followUntilSure(unsureFor(now), now, trace)
  }

  /** For how long Twilio may still carry out an earlier request, in milliseconds. Zero: what it has confirmed stays. */
  function unsureFor({ snapshot }: CallState, isRetry = false): number {
    const running = runningRecording(snapshot)
    const wanted = wantedRecording(snapshot)
    if (running === null || wanted === 'off') return 0
    if (isRetry) return MAY_COME_LATE_MS
    return wanted === 'paused' && running.state === 'resuming'
      ? Math.max(1, (mayGoOnUntil(running) ?? 0) - clock.now())
      : 0
  }

  async function stop(callSid: string, recordingSid: string, trace?: string): Promise<void> {
    await carrier.setRecording(callSid, recordingSid, 'stopped').catch((error: unknown) => {
      if (!isOver(error)) throw error
    })
    await isSet(callSid, { recordingSid, state: 'off' }, trace)
  }

  /** Of those that the call does not know none goes on: it goes on with one, or is not to be recorded. */
  async function stopUnknown({ view: { callSid }, snapshot }: CallState, trace?: string): Promise<void> {
    for (const sid of await unknownRecordings(callSid, snapshot)) await stop(callSid, sid, trace)
    await notBegun(callSid, trace)
  }

  async function learnUnknown({ view: { callSid }, snapshot }: CallState, trace?: string): Promise<void> {
    const unknown = await unknownRecordings(callSid, snapshot)
    for (const sid of unknown) await started(callSid, sid, trace)
    if (unknown.length === 0) await notBegun(callSid, trace)
  }

  return {
    /** Reads the call when it is carried out, so it may be repeated and be late. */
    async update(command: CarrierCommand & { type: 'updateRecording' }, isRetry: boolean): Promise<void> {
      const state = await update(command, isRetry)
      if (state !== null) await followUntilSure(unsureFor(state, isRetry), state, command.trace)
    },

    stop: ({ callSid, recordingSid, trace }: CarrierCommand & { type: 'stopRecording' }) =>
      stop(callSid, recordingSid, trace),
  }

  /** The end of the caller is noticed by itself. But Twilio refuses also as long as the caller's leg only rings. */
  async function mustBeOver(callSid: string): Promise<void> {
    const call = await carrier.fetchCall(callSid)
    if (finalStatusOf(call) === null)
      throw new CarrierUnavailable(`The caller's leg is ${call?.status} and could not be recorded`)
  }

  /** @returns the call that Twilio follows; null: it is over */
  async function update(
    { callSid, type, trace }: CarrierCommand & { type: 'updateRecording' },
    isRetry: boolean,
  ): Promise<CallState | null> {
    const told = await follow(callSid, trace)
    if (told === null) return null
    const { recording, recordingsUnknown } = told.snapshot.context
    const isOff = wantedRecording(told.snapshot) === 'off'
    // What was begun by an earlier attempt, or until Redis lost the call or a change of it, must be in the list.
    const mayBeNew = isRetry || isOff || recordingsUnknown === true || recording?.requested === true
    const state = mayBeNew ? await followFor(READS_LAG_MS, told, trace) : told
    if (state === null) return null
    const wanted = wantedRecording(state.snapshot)
    const isKnown = runningRecording(state.snapshot) !== null
    try {
      if (wanted === 'off' || (isKnown && mayBeNew)) await stopUnknown(state, trace)
      else if (!isKnown && wanted === 'on') await begin(state, trace)
      else if (!isKnown) await learnUnknown(state, trace)
    } catch (error) {
      const begins = wanted === 'on' && !isKnown
      if (!(error instanceof CarrierRejected) || !(begins || isOver(error))) throw error
      if (isOver(error)) await mustBeOver(callSid)
      else log.error({ err: error, trace, callSid, command: type }, 'Twilio refused')
    }
    return state
  }
}
