import type { Leg } from '../calls/leg.ts'
import type { Interruption } from '../cancel.ts'
import { LegAudio } from '../media/leg-audio.ts'
import { Mix } from '../media/mix.ts'
import { beep, silence } from '../media/sources.ts'
import { newSid } from '../sids.ts'
import type { ConferenceNoun } from '../twiml/verbs.ts'
import type { WebhookTarget } from '../webhooks/webhooks.ts'

const NOBODY = new LegAudio()

export type RoomEvent =
  | 'conference-start'
  | 'conference-end'
  | 'participant-join'
  | 'participant-leave'
  | 'participant-mute'
  | 'participant-unmute'
  | 'participant-hold'
  | 'participant-unhold'
  | 'participant-modify'

export type EndReason =
  | 'last-participant-left'
  | 'participant-with-end-conference-on-exit-left'
  | 'conference-ended-via-api'

export interface Participant {
  readonly leg: Leg
  readonly noun: ConferenceNoun
  readonly joinedAt: Date
  readonly waitTarget: WebhookTarget | null
  muted: boolean
  /** The leg that alone hears this one. */
  coaches: string | null
  hold: boolean
  holdTarget: WebhookTarget | null
  endOnExit: boolean
  label: string | null
  updatedAt: Date
  /** Aborts the wait music. */
  waiting: AbortController | null
  /** Resolves the join: the room let the leg go. */
  readonly release: () => void
}

export interface RoomObserver {
  happened(room: Room, event: RoomEvent, participant: Participant | null, reason?: string): void
  /** The leg is to hear this while it waits; null is Twilio's own music. */
  startWaiting(room: Room, leg: Leg, target: WebhookTarget | null, signal: AbortSignal): void
  closed(room: Room): void
}

/** A conference. It starts when two participants are there and one of them may start it. It ends with the last one. */
export class Room {
  readonly sid = newSid('CF')
  readonly name: string
  readonly createdAt = new Date()
  readonly mix = new Mix()
  readonly participants = new Map<string, Participant>()
  status: 'init' | 'in-progress' | 'completed' = 'init'
  updatedAt = new Date()
  endedBy: { reason: EndReason; callSid: string | null } | null = null
  sequence = 0
  /** From the attributes of the first participant. Those of later ones do not count. */
  readonly callback: { target: WebhookTarget; events: ReadonlySet<string> } | null
  private readonly observer: RoomObserver

  constructor(name: string, callback: Room['callback'], observer: RoomObserver) {
    this.name = name
    this.callback = callback
    this.observer = observer
  }

  /** Others who talk here with this leg. */
  othersWith(leg: Leg): Participant[] {
    return [...this.participants.values()].filter((other) => other.leg !== leg && !other.hold)
  }

  /** Stays until the room lets the leg go; rejects with the signal's reason when the leg is taken out. */
  async join(
    leg: Leg,
    noun: ConferenceNoun,
    waitTarget: WebhookTarget | null,
    signal: AbortSignal,
  ): Promise<void> {
    if (signal.aborted) throw signal.reason
    let rejectStay: (reason: unknown) => void = () => undefined
    const stay = new Promise<void>((resolve, reject) => {
      rejectStay = reject
      this.enter({
        leg,
        noun,
        waitTarget,
        joinedAt: new Date(),
        updatedAt: new Date(),
        muted: noun.muted,
        coaches: noun.coach ?? null,
        hold: false,
        holdTarget: null,
        endOnExit: noun.endConferenceOnExit,
        label: noun.participantLabel ?? null,
        waiting: null,
        release: resolve,
      })
    })
    const onAbort = () => rejectStay(signal.reason)
    signal.addEventListener('abort', onAbort, { once: true })
    try {
      await stay
    } finally {
      signal.removeEventListener('abort', onAbort)
      this.leave(leg, signal.reason)
    }
  }

  setMuted(participant: Participant, muted: boolean): void {
    if (participant.muted === muted) return
    participant.muted = muted
    this.mix.mute(participant.leg.audio, muted)
    this.touch(participant, muted ? 'participant-mute' : 'participant-unmute')
  }

  setCoaching(participant: Participant, coaches: string | null): void {
    if (participant.coaches === coaches) return
    participant.coaches = coaches
    this.mix.whisper(participant.leg.audio, this.coachedBy(participant))
    this.touch(participant, 'participant-modify')
  }

  setHold(participant: Participant, hold: boolean, target: WebhookTarget | null): void {
    if (participant.hold === hold) return
    participant.hold = hold
    participant.holdTarget = target
    this.place(participant)
    this.touch(participant, hold ? 'participant-hold' : 'participant-unhold')
  }

  remove(participant: Participant): void {
    this.leave(participant.leg, 'left')
    participant.release()
  }

  end(reason: EndReason, callSid: string | null): void {
    if (this.status === 'completed') return
    this.status = 'completed'
    this.updatedAt = new Date()
    this.endedBy = { reason, callSid }
    for (const participant of [...this.participants.values()]) this.remove(participant)
    this.observer.closed(this)
    this.observer.happened(this, 'conference-end', null)
  }

  private enter(participant: Participant): void {
    this.participants.set(participant.leg.sid, participant)
    this.touch(participant, 'participant-join')
    const canStart = [...this.participants.values()].some((each) => each.noun.startConferenceOnEnter)
    const starts = this.status === 'init' && canStart && this.participants.size > 1
    if (starts) this.status = 'in-progress'
    if (this.status === 'in-progress' && ['true', 'onEnter'].includes(participant.noun.beep))
      this.mix.announce(beep())
    for (const each of starts ? this.participants.values() : [participant]) this.place(each)
    if (starts) this.observer.happened(this, 'conference-start', null)
  }

  private leave(leg: Leg, interruption: Interruption): void {
    const participant = this.participants.get(leg.sid)
    if (participant === undefined) return
    this.participants.delete(leg.sid)
    participant.waiting?.abort('left')
    this.mix.remove(leg.audio)
    leg.audio.hear(silence)
    this.updatedAt = new Date()
    const reason = {
      ended: 'participant_hung_up',
      redirected: 'participant_updated_via_api',
      left: 'participant_removed',
    }
    this.observer.happened(
      this,
      'participant-leave',
      participant,
      reason[interruption] ?? 'participant_hung_up',
    )
    if (participant.endOnExit) this.end('participant-with-end-conference-on-exit-left', leg.sid)
    else if (this.participants.size === 0) this.end('last-participant-left', leg.sid)
    for (const other of this.participants.values()) other.leg.moveTo(other.leg.location)
  }

  /** Lets a participant hear the others, or music while it waits. */
  private place(participant: Participant): void {
    const { leg } = participant
    participant.waiting?.abort('left')
    participant.waiting = null
    const talks = this.status === 'in-progress' && !participant.hold
    const target = participant.hold ? participant.holdTarget : participant.waitTarget
    leg.moveTo({ at: 'room', room: this, waitUrl: talks ? null : (target?.url ?? '') })
    if (talks) {
      leg.audio.hear(this.mix.add(leg.audio, participant.muted, this.coachedBy(participant)))
      for (const other of this.participants.values()) other.leg.moveTo(other.leg.location)
      return
    }
    this.mix.remove(leg.audio)
    participant.waiting = new AbortController()
    this.observer.startWaiting(this, leg, target, participant.waiting.signal)
  }

  /** Only the coached participant hears its coach: once it has left, nobody does. */
  private coachedBy({ coaches }: Participant): LegAudio | null {
    return coaches === null ? null : (this.participants.get(coaches)?.leg.audio ?? NOBODY)
  }

  private touch(participant: Participant, event: RoomEvent): void {
    participant.updatedAt = new Date()
    this.updatedAt = participant.updatedAt
    this.observer.happened(this, event, participant)
  }
}
