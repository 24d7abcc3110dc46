import type { Leg } from '../calls/leg.ts'
import type { HeardAudio } from '../media/leg-audio.ts'

/** A call as the caller's page shows it. */
export interface SimulatedCall {
  readonly callSid: string
  readonly parentCallSid: string | null
  readonly status: string
  readonly direction: string
  readonly from: string
  readonly to: string
  readonly callerName: string | null
  /** Keys that the called party heard when it answered. */
  readonly sentDigits: string | null
  /** Where the caller is now, in words. */
  readonly where: string
  readonly hears: HeardAudio
  /** Loudest of the last second of what this end says, RMS, 0 to 1; and how many frames of 20 ms came from it. */
  readonly says: { readonly level: number; readonly frames: number }
  readonly room: { readonly sid: string; readonly name: string; readonly status: string } | null
  readonly withLegs: ReadonlyArray<{
    readonly callSid: string
    readonly identity: string
    readonly name: string
  }>
  readonly createdAt: string
  readonly startedAt: string | null
  readonly endedAt: string | null
}

export function toCall(leg: Leg): SimulatedCall {
  const { location } = leg
  const { answeredAt, endedAt } = leg.state
  const others = companions(leg)
  return {
    callSid: leg.sid,
    parentCallSid: leg.details.parent?.sid ?? null,
    status: leg.status,
    direction: leg.details.direction,
    from: leg.details.from,
    to: leg.details.to,
    callerName: leg.details.callerName ?? null,
    sentDigits: answeredAt === null ? null : (leg.details.sendDigits ?? null),
    where: where(leg, others),
    hears: leg.audio.heard,
    says: { level: leg.audio.saidLevel, frames: leg.audio.framesSaid },
    room:
      location.at === 'room'
        ? { sid: location.room.sid, name: location.room.name, status: location.room.status }
        : null,
    withLegs: others.map((other) => ({ callSid: other.sid, identity: partyOf(other), name: nameOf(other) })),
    createdAt: leg.createdAt.toISOString(),
    startedAt: answeredAt?.toISOString() ?? null,
    endedAt: endedAt?.toISOString() ?? null,
  }
}

/** The legs that this one hears and that hear it. */
function companions(leg: Leg): Leg[] {
  const { location } = leg
  if (location.at === 'bridge') return [location.other]
  if (location.at !== 'room' || location.waitUrl !== null) return []
  return location.room.othersWith(leg).map((participant) => participant.leg)
}

function where(leg: Leg, others: Leg[]): string {
  const { location } = leg
  switch (location.at) {
    case 'line':
      return leg.status === 'queued' ? 'queued' : 'ringing'
    case 'ended':
      return 'ended'
    case 'recording':
      return 'voicemail'
    case 'dialling':
      return `calling ${location.to.map(prettyParty).join(', ')}`
    case 'bridge':
      return `talking with ${nameOf(location.other)}`
    case 'queue':
      return sound(location.waitUrl) ?? 'waiting in a queue'
    case 'document':
      if (leg.state.answeredAt === null) return 'ringing'
      return sound(location.playing) ?? sound(location.url) ?? 'listening'
    case 'room':
      if (location.waitUrl !== null) return sound(location.waitUrl) ?? 'waiting'
      return others.length === 0 ? 'alone on the line' : `talking with ${others.map(nameOf).join(', ')}`
    default: {
      const never: never = location
      return never
    }
  }
}

const SOUNDS: ReadonlyArray<readonly [RegExp, string]> = [
  [/^ring/i, 'ringing'],
  [/^hold/i, 'hold music'],
  [/^park/i, 'park music'],
  [/^voicemail|^record|^greeting/i, 'voicemail'],
]

/** What the last segment of a URL says about what is heard: `/wait/park` is park music. */
function sound(url: string | null): string | null {
  if (url === null || url === '') return null
  const segment = URL.parse(url)?.pathname.split('/').filter(Boolean).at(-1) ?? ''
  return SOUNDS.find(([pattern]) => pattern.test(segment))?.[1] ?? null
}

/** Who is at the far end of a leg: its device called us, or we called it. */
function partyOf(leg: Leg): string {
  const party = leg.details.direction === 'inbound' ? leg.details.from : leg.details.to
  return party.replace(/^client:/, '')
}

function nameOf(leg: Leg): string {
  const party = partyOf(leg)
  return leg.details.callerName ?? prettyParty(party)
}

/** `client:front_desk` is Front desk. */
function prettyParty(party: string): string {
  const name = party.replace(/^client:/, '')
  if (name.startsWith('+')) return name
  const spaced = name.replaceAll('_', ' ')
  return spaced.charAt(0).toUpperCase() + spaced.slice(1)
}
