import type { Logger } from 'pino'
import { numberToDial, wantedLegs } from '../../machines/call/selectors.ts'
import type { CallActors } from '../calls/calls-port.ts'
import type { CarrierCommand } from '../calls/carrier-command.ts'
import { pause, type Runtime } from '../runtime.ts'
import type { Carrier } from './carrier.ts'
import { CarrierRejected, CarrierUnavailable, TWILIO_CODES } from './carrier-errors.ts'
import { finalStatusOf } from './final-status.ts'
import type { TwilioUrls } from './urls.ts'

/** Twilio's clock and ours may differ by so much. */
const CLOCKS_DIFFER_MS = 5_000

interface ExecutorDeps {
  carrier: Carrier
  calls: Pick<CallActors, 'send' | 'state' | 'hasFollowedRedirect'>
  urls: TwilioUrls
  log: Logger
  verifyAfterMs: number
  runtime: Runtime
  /** How long a number rings that a call is transferred to. */
  ringMs: number
}

type CommandOf<Type extends CarrierCommand['type']> = CarrierCommand & { type: Type }

/**
 * What each command asks of Twilio, and what a refusal of it means. Resolves when nothing is owed any
 * more; rejects, with `CarrierUnavailable` or `RedisAway`, when it must be tried again.
 */
export function commandExecutor({ carrier, calls, urls, log, verifyAfterMs, ringMs, runtime }: ExecutorDeps) {
  return async (command: CarrierCommand, attempt: number): Promise<void> => {
    const again = attempt > 0
    switch (command.type) {
      case 'redirectCaller':
        return redirectCaller(command, again)
      case 'completeCaller':
        return telling(
          command,
          () => carrier.complete(command.callSid),
          (code) => lookForCaller(command, code),
        )
      case 'completeLeg':
        return telling(
          command,
          () => carrier.complete(command.legSid),
          async () => undefined,
        )
      case 'dialOutside':
        return dialOutside(command, again)
      case 'deleteRecording':
        return telling(
          command,
          () => carrier.deleteRecording(command.recordingSid),
          async () => undefined,
        )
      default: {
        const never: never = command
        return never
      }
    }
  }

  /**
   * A call that has ended since is somebody else's order: its caller is completed, or gone. A leg that has asked since
   * was moved: once more, and whoever leaves a message would be cut off, with what was said so far for the message.
   */
  async function redirectCaller(command: CommandOf<'redirectCaller'>, again: boolean): Promise<void> {
    const { callSid, rev } = command
    if (again && (await calls.state(callSid))?.view.endedAt !== null) return
    if (again && (await calls.hasFollowedRedirect(callSid, rev))) return
    const redirect = () => carrier.redirect(callSid, urls.caller(callSid, rev))
    await telling(command, redirect, (code) => lookForCaller(command, code))
  }

  /** Any other refusal than that the leg is not there would be repeated for ever: it is for us to mend. */
  async function telling(
    command: CarrierCommand,
    tell: () => Promise<void>,
    whenNotThere: (code: number) => Promise<void>,
  ) {
    try {
      await tell()
    } catch (error) {
      if (!(error instanceof CarrierRejected)) throw error
      if (error.code === TWILIO_CODES.notInProgress || error.code === TWILIO_CODES.notFound)
        return whenNotThere(error.code)
      const { callSid, type, trace } = command
      log.error({ err: error, trace, callSid, command: type }, 'Twilio refused')
    }
  }

  /**
   * Twilio says that the caller is not there. That may also be a caller who is not there *yet*, so it
   * is looked at a second time before anybody is given up. Reads lag behind: a call that is not
   * in progress, and a moment later was never heard of, is not known to be over.
   */
  async function lookForCaller({ callSid, type, trace }: CarrierCommand, code: number): Promise<void> {
    await pause(runtime, verifyAfterMs)
    const call = await carrier.fetchCall(callSid)
    if (call === null && code !== TWILIO_CODES.notFound)
      throw new CarrierUnavailable('Twilio knew of the call a moment ago, and cannot show it now')
    const status = finalStatusOf(call)
    if (status === null)
      throw new CarrierUnavailable(`The caller's leg is ${call?.status}, and could not be moved`)
    const evidence = `Twilio refused ${type}, and on a second look had the caller's leg as ${status}`
    await calls.send(callSid, { type: 'CALLER_ENDED', status }, { evidence, trace })
  }

  /** The transfer may have been cancelled, or answered, while Twilio was told to dial. */
  async function noteOrTakeBack(
    { callSid, transferAt, trace }: CommandOf<'dialOutside'>,
    legSid: string,
  ): Promise<void> {
    const reply = await calls.send(callSid, { type: 'LEG_DIALLED', legSid, transferAt }, { trace })
    if (reply.ok) return
    const state = await calls.state(callSid)
    // Of a call that was forgotten nobody knows whether its legs talk already.
    if (state !== null && !wantedLegs(state.snapshot).includes(legSid)) await carrier.complete(legSid)
  }

  /** Done again it would ring the number twice, so a second try first looks whether the first one worked. */
  async function dialOutside(order: CommandOf<'dialOutside'>, again: boolean): Promise<void> {
    const { callSid, number: to, transferAt, at, trace } = order
    if (again) {
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
      await noteOrTakeBack(order, await carrier.dial({ to, url, statusCallback, ringMs }))
    } catch (error) {
      if (!(error instanceof CarrierRejected)) throw error
      log.warn({ trace, callSid, code: error.code }, 'Twilio would not dial a number outside')
      const evidence = `Twilio would not dial: ${error.code}`
      await calls.send(
        callSid,
        { type: 'LEG_ENDED', legSid: '', outside: true, transferAt, consoleSince: null },
        { evidence, trace },
      )
    }
  }
}
