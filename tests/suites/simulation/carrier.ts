import type { Carrier, CarrierCall } from '../../../coordinator/twilio/carrier.ts'
import {
  CarrierRejected,
  CarrierUnavailable,
  TWILIO_CODES,
} from '../../../coordinator/twilio/carrier-errors.ts'
import type { SimulatedCoordinator } from './coordinators.ts'
import { isInRoom, isOver, type SimulatedLeg } from './leg.ts'
import type { World } from './world.ts'

/** Twilio's reads lag behind by up to this long. */
const LAG_MS = 2_500
/** A read denies that a call exists once at most in this time: Twilio forgets no call for good. */
const FORGETFUL_EVERY_MS = 12_000

/** Twilio's REST API as one process reaches it: slow, busy, or silent after it has done what was asked. */
export function carrierOf(world: World, process: SimulatedCoordinator): Carrier {
  const { random, faults, twilio, scheduler, rules } = world

  const wait = (ms: number) => new Promise<void>((resolve) => void scheduler.after(ms, resolve, process))

  async function ask<T>(what: string, answer: () => T): Promise<T> {
    await wait(faults.strikes('twilioSlow') ? random.between(500, 9_000) : random.between(15, 150))
    if (faults.strikes('crashAtTwilio')) return dies(`before Twilio was told to ${what}`)
    if (faults.strikes('twilioBusy'))
      throw new CarrierUnavailable('Twilio answered 429', random.pick([null, 1000]))
    let done: { value: T } | { refusal: unknown }
    try {
      done = { value: answer() }
    } catch (refusal) {
      done = { refusal }
    }
    if (faults.strikes('crashAtTwilio')) return dies(`after Twilio was told to ${what}`)
    if (faults.strikes('twilioAnswerLost')) {
      await wait(random.between(3_000, 10_000))
      throw new CarrierUnavailable('Twilio could not be reached: ECONNABORTED')
    }
    await wait(random.between(10, 80))
    if ('refusal' in done) throw done.refusal
    return done.value
  }

  /** What may be repeated may also be carried out after its request has failed. */
  async function askInAnyOrder(what: string, answer: () => void): Promise<void> {
    if (!faults.strikes('twilioLate')) return ask(what, answer)
    scheduler.after(random.between(500, 10_000), () => {
      try {
        answer()
      } catch (refusal) {
        if (!(refusal instanceof CarrierRejected)) throw refusal
      }
    })
    await wait(random.between(10, 1_000))
    throw new CarrierUnavailable('Twilio could not be reached: ECONNRESET')
  }

  function dies(where: string): Promise<never> {
    world.coordinators.crash(process.name, where)
    return new Promise(() => undefined)
  }

  function one(sid: string): SimulatedLeg {
    const leg = twilio.legs.get(sid)
    if (!leg) throw new CarrierRejected(TWILIO_CODES.notFound, 'not found')
    if (isOver(leg)) throw new CarrierRejected(TWILIO_CODES.notInProgress, 'Call is not in-progress')
    return leg
  }

  /** The leg as a read shows it: as it was some time ago. */
  function seen(leg: SimulatedLeg): CarrierCall | null {
    const asOf = scheduler.now - random.between(0, LAG_MS)
    const status = leg.statuses.findLast(({ at }) => at <= asOf)?.status
    if (status === undefined) return null
    const { sid, direction, from, to } = leg
    return {
      sid,
      status,
      direction,
      from,
      to,
      parentCallSid: null,
      startedAt: Math.floor(leg.statuses[0]?.at ?? 0),
    }
  }

  /** A recording that has just begun may be missing in a list. */
  const seenRecordings = (sid: string) => {
    const asOf = scheduler.now - random.between(0, LAG_MS)
    const begun = twilio.recorder.of(sid).filter(({ beganAt }) => beganAt <= asOf)
    return twilio.recorder.list(sid).filter((one) => begun.some((other) => other.sid === one.sid))
  }

  /** A list is as old as any other read. */
  const live = (legs: SimulatedLeg[]) =>
    legs.flatMap((leg) => {
      const call = seen(leg)
      return call && ['queued', 'ringing', 'in-progress'].includes(call.status) ? [call] : []
    })

  return {
    redirect: (sid, url) =>
      rules.owed.tries(process, `move ${sid} to ${url}`, () =>
        askInAnyOrder(`move ${sid}`, () => {
          const leg = one(sid)
          if (leg.statuses.at(-1)?.status !== 'in-progress')
            throw new CarrierRejected(TWILIO_CODES.notInProgress, 'Call is not in-progress. Cannot redirect.')
          twilio.redirect(leg, url)
        }),
      ),
    cancel: (sid) =>
      ask(`stop ringing ${sid}`, () => {
        const leg = one(sid)
        if (leg.statuses.at(-1)?.status !== 'in-progress') twilio.complete(leg)
      }),
    complete: (sid) => ask(`end ${sid}`, () => twilio.complete(one(sid))),
    dial: (order) =>
      rules.owed.tries(process, `dial ${order.url}`, () =>
        ask(`dial ${order.to}`, () => twilio.dial(order).sid),
      ),
    updateParticipant: (_, sid, part) =>
      askInAnyOrder(`say who hears ${sid}`, () => {
        const leg = one(sid)
        const isThere = (one: SimulatedLeg | undefined) => one !== undefined && isInRoom(one)
        if (!isThere(leg)) throw new CarrierRejected(TWILIO_CODES.notFound, 'not in the room')
        if (part.coaches !== null && !isThere(twilio.legs.get(part.coaches)))
          throw new CarrierRejected(TWILIO_CODES.coachedIsNotThere, 'the coached participant is not there')
        twilio.updateParticipant(leg, part)
      }),
    fetchCall: (sid) =>
      ask(`say how ${sid} is`, () => {
        const leg = twilio.legs.get(sid)
        if (!leg) return null
        const forgetful =
          scheduler.now - leg.forgottenAt > FORGETFUL_EVERY_MS && faults.strikes('twilioForgetful')
        if (forgetful) leg.forgottenAt = scheduler.now
        return forgetful ? null : seen(leg)
      }),
    liveCallsOfOurs: () =>
      ask('list calls', () =>
        live([...twilio.legs.values()].filter(({ from }) => !from.startsWith('client:'))),
      ),
    liveLegsTo: (number) =>
      ask(`look for ${number}`, () => live([...twilio.legs.values()].filter(({ to }) => to === number))),
    legsInOtherRooms: () => ask('say who is in whose room', () => new Set(twilio.guests())),
    newestMessage: (sid) => ask(`look for a message on ${sid}`, () => twilio.messages.get(sid) ?? null),
    deleteFromLog: (sid) => ask(`delete ${sid} from its log`, () => undefined),
    loggedLegsWith: async () => [],
    record: (sid) =>
      ask(`record ${sid}`, () => {
        const leg = one(sid)
        if (leg.statuses.at(-1)?.status !== 'in-progress')
          throw new CarrierRejected(TWILIO_CODES.notInProgress, 'Call is not in-progress. Cannot record.')
        return twilio.recorder.begin(leg)
      }),
    setRecording: (sid, recordingSid, to) =>
      askInAnyOrder(`set ${recordingSid} ${to}`, () => {
        if (!twilio.recorder.set(sid, recordingSid, to))
          throw new CarrierRejected(TWILIO_CODES.notFound, 'no such recording goes on')
      }),
    recordingsOfCall: (sid) => ask(`list recordings of ${sid}`, () => seenRecordings(sid)),
    deleteRecording: (sid) => ask(`delete ${sid}`, () => undefined),
  }
}
