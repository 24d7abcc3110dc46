import { rfc2822 } from '../dates.ts'
import type { MediaClock } from '../media/clock.ts'
import type { SimulatorSettings } from '../settings.ts'
import type { ConferenceNoun } from '../twiml/verbs.ts'
import type { Webhooks, WebhookTarget } from '../webhooks/webhooks.ts'
import { type Participant, Room, type RoomEvent, type RoomObserver } from './room.ts'

const KEPT = 500

/** All conferences of the account, the last ended ones included. */
export class Rooms {
  readonly all: Room[] = []
  private readonly clock: MediaClock
  private readonly report: RoomObserver['happened']
  private readonly startWaiting: RoomObserver['startWaiting']

  constructor(
    clock: MediaClock,
    report: RoomObserver['happened'],
    startWaiting: RoomObserver['startWaiting'],
  ) {
    this.clock = clock
    this.report = report
    this.startWaiting = startWaiting
  }

  /** The live conference of that name; a new one when there is none. */
  open(noun: ConferenceNoun, callback: WebhookTarget | null): Room {
    const known = this.all.find((room) => room.name === noun.name && room.status !== 'completed')
    if (known !== undefined) return known
    const events = new Set(noun.statusCallbackEvent)
    const room = new Room(noun.name, callback && { target: callback, events }, {
      happened: this.report,
      startWaiting: this.startWaiting,
      closed: (closed) => this.clock.mixes.delete(closed.mix),
    })
    this.clock.mixes.add(room.mix)
    this.all.push(room)
    if (this.all.length > KEPT) this.all.splice(0, 1)
    return room
  }

  /** By SID or, as Twilio allows, by the name of a live conference. */
  find(key: string): Room | undefined {
    return (
      this.all.find((room) => room.sid === key) ??
      this.all.find((room) => room.name === key && room.status !== 'completed')
    )
  }
}

const SUBSCRIPTION: Readonly<Record<RoomEvent, string>> = {
  'conference-start': 'start',
  'conference-end': 'end',
  'participant-join': 'join',
  'participant-leave': 'leave',
  'participant-mute': 'mute',
  'participant-unmute': 'mute',
  'participant-hold': 'hold',
  'participant-unhold': 'hold',
  'participant-modify': 'modify',
}

/** Sends the conference's status callback, if somebody subscribed to this event. */
export function reportRoomEvent(settings: SimulatorSettings, webhooks: Webhooks): RoomObserver['happened'] {
  return (room, event, participant, reason) => {
    if (room.callback === null || !room.callback.events.has(SUBSCRIPTION[event])) return
    room.sequence += 1
    webhooks.notify(room.callback.target, {
      AccountSid: settings.accountSid,
      ConferenceSid: room.sid,
      FriendlyName: room.name,
      SequenceNumber: String(room.sequence),
      StatusCallbackEvent: event,
      Timestamp: rfc2822(new Date()),
      ...(participant && participantParams(participant)),
      ...(reason !== undefined && {
        ReasonParticipantLeft: reason,
        CallStatus: participant?.leg.status ?? '',
      }),
      ...(event === 'conference-end' && {
        ReasonConferenceEnded: room.endedBy?.reason ?? '',
        CallSidEndingConference: room.endedBy?.callSid ?? '',
      }),
    })
  }
}

function participantParams(participant: Participant) {
  return {
    CallSid: participant.leg.sid,
    Coaching: String(participant.coaches !== null),
    ...(participant.coaches !== null && { CallSidToCoach: participant.coaches }),
    EndConferenceOnExit: String(participant.endOnExit),
    Hold: String(participant.hold),
    Muted: String(participant.muted),
    StartConferenceOnEnter: String(participant.noun.startConferenceOnEnter),
    ...(participant.label !== null && { ParticipantLabel: participant.label }),
  }
}
