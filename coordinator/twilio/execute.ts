import type { Logger } from 'pino'
import {
  legDestination,
  numberToDial,
  type Participation,
  participation,
  wantedLegs,
} from '../../machines/call/selectors.ts'
import type { CallActors } from '../calls/calls-port.ts'
import type { CarrierCommand } from '../calls/carrier-command.ts'
import { refusalByCarrier } from '../dialling/refusal-by-carrier.ts'
import { type Clock, pause, type Runtime } from '../runtime.ts'
import type { Carrier, OutsideLegTimes } from './carrier.ts'
import { CarrierRejected, CarrierUnavailable, TWILIO_CODES } from './carrier-errors.ts'
import { finalStatusOf } from './final-status.ts'
import { callRecorder } from './record-call.ts'
import type { TwilioUrls } from './urls.ts'

/** Largest difference between Twilio's clock and ours. */
const CLOCKS_DIFFER_MS = 5_000
/**
 * A redirect that comes later after its commit is looked at first. Its leg may have requested TwiML since, because of this redirect or of a newer
 * one of another process. One more would cut off a message, and bring a supervisor into the room anew, where nobody hears them.
 */
const AT_ONCE_MS = 200

const NOT_IN_ROOM_YET: ReadonlySet<number> = new Set([
  TWILIO_CODES.notFound,
  TWILIO_CODES.notInProgress,
  TWILIO_CODES.coachedIsNotThere,
  TWILIO_CODES.coachedIsOnHold,
])

interface ExecutorDeps {
  carrier: Carrier
  calls: Pick<CallActors, 'send' | 'state' | 'hasFollowedRedirect'>
  urls: TwilioUrls
  clock: Clock
  log: Logger
  verifyAfterMs: number
  runtime: Runtime
  /** Of a number to which a call is transferred: the agent may leave the two numbers alone. */
  times(): OutsideLegTimes
}

type CommandOf<Type extends CarrierCommand['type']> = CarrierCommand & { type: Type }

/**
 * Sends each command to Twilio and handles a rejection. Resolves when the command is done; rejects with
 * `CarrierUnavailable` or `RedisAway` when it must be retried.
 */
export function commandExecutor(deps: ExecutorDeps) {
  const { carrier, calls, urls, clock, log, verifyAfterMs, times, runtime } = deps
  const recorder = callRecorder({ carrier, calls, urls, clock, log, runtime })
  return async (command: CarrierCommand, attempt: number): Promise<void> => {
    const isRetry = attempt > 0
    const isLate = isRetry || clock.now() - command.at > AT_ONCE_MS
    switch (command.type) {
      case 'redirectCaller':
        return redirectCaller(command, isLate)
      case 'completeCaller':
        return send(
          command,
          () => carrier.complete(command.callSid),
          (code) => verifyCallerGone(command, code),
        )
      case 'completeLeg':
        return send(
          command,
          () => carrier.complete(command.legSid),
          async () => undefined,
        )
      case 'redirectLeg':
        return redirectLeg(command, isLate)
      case 'updateParticipant':
        return updateParticipant(command)
      case 'dialOutside':
        return dialOutside(command, isRetry)
      case 'updateRecording':
        return recorder.update(command, isRetry)
      case 'stopRecording':
        return recorder.stop(command)
      case 'deleteRecording':
        return send(
          command,
          () => carrier.deleteRecording(command.recordingSid),
          async () => undefined,
        )
      case 'deleteFromLog':
        return send(
          command,
          () => carrier.deleteFromLog(command.callSid),
          async () => undefined,
        )
      default: {
        const never: never = command
        return never
      }
    }
  }

  /** If the call has ended, another command completes its caller, or the caller is gone. */
  async function redirectCaller(command: CommandOf<'redirectCaller'>, isLate: boolean): Promise<void> {
    const { callSid, rev } = command
    if (isLate && (await calls.state(callSid))?.view.endedAt !== null) return
    if (isLate && (await calls.hasFollowedRedirect(callSid, rev))) return
    const redirect = () => carrier.redirect(callSid, urls.caller(callSid, { rev }))
    await send(command, redirect, (code) => verifyCallerGone(command, code))
  }

  /** A leg that is gone is noticed by its own end. */
  async function redirectLeg(command: CommandOf<'redirectLeg'>, isLate: boolean): Promise<void> {
    const { callSid, legSid, rev } = command
    const state = isLate ? await calls.state(callSid) : null
    if (isLate && (state === null || legDestination(state.snapshot, legSid) === 'gone')) return
    if (isLate && (await calls.hasFollowedRedirect(legSid, rev))) return
    const redirect = () => carrier.redirect(legSid, urls.legTwiml(callSid, legSid, rev))
    await send(command, redirect, async () => undefined)
  }

  /**
   * The leg, or the agent who alone is to hear it, may still be on the way into the room. A leg that is gone is noticed by
   * its own end. Another process may have told Twilio otherwise since. The call as it is now has the last word.
   * @param told what Twilio was told last
   */
  async function updateParticipant(
    command: CommandOf<'updateParticipant'>,
    told?: Participation,
  ): Promise<void> {
    const { callSid, legSid, type, trace } = command
    const state = await calls.state(callSid)
    if (state === null || legDestination(state.snapshot, legSid) !== 'room') return
    const wanted = participation(state.snapshot, legSid)
    if (told?.muted === wanted.muted && told.coaches === wanted.coaches) return
    try {
      await carrier.updateParticipant(callSid, legSid, wanted)
    } catch (error) {
      if (!(error instanceof CarrierRejected)) throw error
      if (NOT_IN_ROOM_YET.has(error.code))
        throw new CarrierUnavailable(`The leg is not in the room yet (${error.code})`)
      log.error({ err: error, trace, callSid, command: type }, 'Twilio refused')
    }
    return updateParticipant(command, wanted)
  }

  /** A rejection other than "no such leg" would repeat forever. It is a fault of ours: it is logged, and the command counts as done. */
  async function send(
    command: CarrierCommand,
    request: () => Promise<void>,
    whenNotThere: (code: number) => Promise<void>,
  ) {
    try {
      await request()
    } catch (error) {
      if (!(error instanceof CarrierRejected)) throw error
      if (error.code === TWILIO_CODES.notInProgress || error.code === TWILIO_CODES.notFound)
        return whenNotThere(error.code)
      const { callSid, type, trace } = command
      log.error({ err: error, trace, callSid, command: type }, 'Twilio refused')
    }
  }

  /**
   * Twilio says that the caller's leg is not in progress, or unknown. A leg may be unknown because it is new, so it
   * is fetched once more before the caller is taken for gone. Twilio's reads lag behind its writes: if the first answer
   * knew the leg and the second one does not, nothing is proven.
   */
  async function verifyCallerGone({ callSid, type, trace }: CarrierCommand, code: number): Promise<void> {
    await pause(runtime, verifyAfterMs)
    const call = await carrier.fetchCall(callSid)
    if (call === null && code !== TWILIO_CODES.notFound)
      throw new CarrierUnavailable('Twilio knew the call a moment ago and does not find it now')
    const status = finalStatusOf(call)
    if (status === null)
      throw new CarrierUnavailable(`The caller's leg is ${call?.status} and could not be redirected`)
    const evidence = `Twilio refused ${type}, and on a second look had the caller's leg as ${status}`
    await calls.send(callSid, { type: 'CALLER_ENDED', status }, { evidence, trace })
  }

  /** The transfer may have been cancelled or answered before Twilio's answer: an unwanted leg is completed. */
  async function noteLegOrComplete(
    { callSid, transferAt, trace }: CommandOf<'dialOutside'>,
    legSid: string,
  ): Promise<void> {
    const reply = await calls.send(callSid, { type: 'LEG_DIALLED', legSid, transferAt }, { trace })
    if (reply.ok) return
    const state = await calls.state(callSid)
    // If Redis has lost the call, the leg may be in a conversation: it is left alone.
    if (state !== null && !wantedLegs(state.snapshot).includes(legSid)) await carrier.complete(legSid)
  }

  /** A second dial would ring the number twice, so a retry first looks for the leg of an earlier attempt. */
  async function dialOutside(command: CommandOf<'dialOutside'>, isRetry: boolean): Promise<void> {
    const { callSid, number: to, extension = null, transferAt, at, trace } = command
    const { ringMs = times().ringMs } = command
    if (isRetry) {
      const state = await calls.state(callSid)
      if (state === null || numberToDial(state.snapshot) !== to) return
      if (state.snapshot.context.transfer?.at !== (transferAt ?? state.snapshot.context.transfer?.at)) return
      const since = at - CLOCKS_DIFFER_MS
      const legs = await carrier.liveLegsTo(to)
      if (legs.some(({ startedAt }) => startedAt === null || startedAt >= since)) return
    }
    try {
      const url = urls.outsideLeg(callSid, transferAt)
      const statusCallback = urls.outsideStatus(callSid, transferAt)
      const order = { to, extension, url, statusCallback, ringMs, limitMs: times().limitMs }
      await noteLegOrComplete(command, await carrier.dial(order))
    } catch (error) {
      if (!(error instanceof CarrierRejected)) throw error
      log.warn({ trace, callSid, code: error.code }, 'Twilio refused to dial a number outside')
      const evidence = `Twilio would not dial: ${error.code}`
      const refused = refusalByCarrier(error.code, to)
      await calls.send(
        callSid,
        { type: 'LEG_ENDED', legSid: '', outside: true, transferAt, consoleSince: null, refused },
        { evidence, trace },
      )
    }
  }
}
