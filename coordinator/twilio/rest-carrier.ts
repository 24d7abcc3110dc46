import twilio from 'twilio'
import type { Carrier, CarrierCall } from './carrier.ts'
import { CarrierRejected, CarrierUnavailable, TWILIO_CODES } from './carrier-errors.ts'
import { mapConcurrently } from './map-concurrently.ts'
import { type OnRestFailure, type TwilioCredentials, twilioRest } from './rest-client.ts'
import { roomOf } from './twiml.ts'
import { RecordedSeconds } from './webhooks/recorded-seconds.ts'

const LARGEST_PAGE = 1000
/** More live calls than any desk has; a bound for a list that somebody else's traffic may fill. */
const MOST_CALLS = 5000
const MOST_NUMBERS = 1000
/** A caller, two agents, a number outside, and such as are leaving. */
const MOST_IN_ROOM = 50
/** A caller comes to voicemail once, rarely twice. */
const MOST_RECORDINGS = 50
/** Half a second for each: who answers must be ready to hear the digits. */
const PAUSE_BEFORE_EXTENSION = 'ww'
const LIVE = ['queued', 'ringing', 'in-progress'] as const

export interface CarrierSettings extends TwilioCredentials {
  callerId: string | null
}

/**
 * Twilio as the carrier, through its REST API.
 * @param publicUrl tells our numbers from others of the account
 */
export function createCarrier(
  settings: CarrierSettings,
  publicUrl: string,
  onFailure?: OnRestFailure,
): Carrier {
  const { calls, conferences, incomingPhoneNumbers, recordings } = twilioRest(settings, onFailure).api.v2010
    .account

  async function ourNumbers(): Promise<ReadonlySet<string>> {
    const numbers = await incomingPhoneNumbers.list({ pageSize: LARGEST_PAGE, limit: MOST_NUMBERS })
    const ours = numbers.filter(({ voiceUrl }) => voiceUrl?.startsWith(`${publicUrl}/`))
    return new Set(ours.map(({ phoneNumber }) => phoneNumber))
  }

  async function callIndex(filter: { to?: string }): Promise<CarrierCall[]> {
    const lists = LIVE.map((status) =>
      calls.list({ ...filter, status, pageSize: LARGEST_PAGE, limit: MOST_CALLS }),
    )
    // One that is answered in between may be in two of them.
    const found = (await Promise.all(lists)).flat().map((call) => [call.sid, carrierCall(call)] as const)
    return [...new Map(found).values()]
  }

  return {
    redirect: (legSid, url) => asking(() => calls(legSid).update({ url, method: 'POST' })).then(nothing),

    async updateParticipant(callSid, legSid, { muted, coaches }) {
      // A room that has emptied is another conference when it fills again.
      const rooms = { friendlyName: roomOf(callSid), status: 'in-progress' as const, limit: 1 }
      const [room] = await asking(() => conferences.list(rooms))
      if (room === undefined) throw new CarrierRejected(TWILIO_CODES.notFound, 'Nobody talks in the room')
      const coaching = coaches === null ? { coaching: false } : { coaching: true, callSidToCoach: coaches }
      await asking(() =>
        conferences(room.sid)
          .participants(legSid)
          .update({ muted, ...coaching }),
      )
    },

    complete: (legSid) => asking(() => calls(legSid).update({ status: 'completed' })).then(nothing),

    cancel: (legSid) => asking(() => calls(legSid).update({ status: 'canceled' })).then(nothing),

    async dial({ to, extension = null, url, statusCallback, events, ringMs, limitMs }) {
      const from = settings.callerId
      if (from === null) throw new CarrierRejected(TWILIO_CODES.noCallerId, 'TWILIO_CALLER_ID is not set')
      const leg = await asking(() =>
        calls.create({
          to,
          from,
          url,
          method: 'POST',
          statusCallback,
          statusCallbackMethod: 'POST',
          timeout: Math.ceil(ringMs / 1000),
          ...(extension === null ? {} : { sendDigits: PAUSE_BEFORE_EXTENSION + extension }),
          timeLimit: Math.ceil(limitMs / 1000),
          ...(events === undefined ? {} : { statusCallbackEvent: [...events] }),
        }),
      )
      return leg.sid
    },

    deleteRecording: (recordingSid) => afterItsEnd(() => recordings(recordingSid).remove()),

    async record(callSid, statusCallback) {
      const recording = await asking(() =>
        calls(callSid).recordings.create({
          recordingChannels: 'dual',
          recordingTrack: 'both',
          trim: 'do-not-trim',
          recordingStatusCallback: statusCallback,
          recordingStatusCallbackMethod: 'POST',
          recordingStatusCallbackEvent: ['in-progress', 'completed', 'absent'],
        }),
      )
      return recording.sid
    },

    async setRecording(callSid, recordingSid, to) {
      const change = {
        on: { status: 'in-progress' as const },
        paused: { status: 'paused' as const, pauseBehavior: 'silence' },
        stopped: { status: 'stopped' as const },
      }
      await asking(() => calls(callSid).recordings(recordingSid).update(change[to]))
    },

    async recordingsOfCall(callSid) {
      const limit = MOST_RECORDINGS
      const ofCall = () => calls(callSid).recordings.list({ limit })
      const ofAccount = () => recordings.list({ callSid, limit })
      const all = await asking(ofCall).catch((error: unknown) => {
        if (!(error instanceof CarrierRejected) || error.code !== TWILIO_CODES.notFound) throw error
        return asking(ofAccount)
      })
      return all
        .filter(({ source }) => source === 'StartCallRecordingAPI')
        .map(({ sid, status, duration }) => ({
          sid,
          seconds: status === 'absent' ? 0 : RecordedSeconds.parse(duration),
          isLive: status === 'in-progress' || status === 'paused',
          isComplete: status === 'completed' || status === 'absent',
        }))
    },

    deleteFromLog: (legSid) => afterItsEnd(() => calls(legSid).remove()),

    async loggedLegsWith(number) {
      const list = (filter: { to: string } | { from: string }) =>
        calls.list({ ...filter, pageSize: LARGEST_PAGE, limit: MOST_CALLS })
      const [ours, ...lists] = await asking(() =>
        Promise.all([ourNumbers(), list({ to: number }), list({ from: number })]),
      )
      const isOurs = (party: string) => ours.has(party) || party === settings.callerId
      return lists
        .flat()
        .map(carrierCall)
        .filter(({ status }) => !LIVE.some((live) => live === status))
        .filter(({ direction, from, to }) =>
          // A leg that shows the caller's own number is one that we dialled for that caller.
          direction === 'inbound' ? isOurs(to) : isOurs(from) || from === number,
        )
    },

    async newestMessage(callSid) {
      const all = await asking(() => recordings.list({ callSid, limit: MOST_RECORDINGS }))
      const [newest] = all
        .filter(({ status, source }) => status === 'completed' && source === 'RecordVerb')
        .sort((one, other) => other.dateCreated.getTime() - one.dateCreated.getTime())
      return newest ? { sid: newest.sid, seconds: RecordedSeconds.parse(newest.duration) } : null
    },

    async fetchCall(sid) {
      try {
        return carrierCall(await asking(() => calls(sid).fetch()))
      } catch (error) {
        if (error instanceof CarrierRejected && error.code === TWILIO_CODES.notFound) return null
        throw error
      }
    },

    async liveCallsOfOurs() {
      const [numbers, live] = await Promise.all([asking(ourNumbers), asking(() => callIndex({}))])
      return live.filter(({ direction, to, from }) =>
        direction === 'inbound'
          ? numbers.has(to) && !from.startsWith('client:')
          : direction === 'outbound-api' && numbers.has(from),
      )
    },

    async legsInOtherRooms() {
      const open = await asking(() =>
        conferences.list({ status: 'in-progress', pageSize: LARGEST_PAGE, limit: MOST_CALLS }),
      )
      const inRoom = await mapConcurrently(open, async ({ sid, friendlyName }) => {
        const here = await asking(() => conferences(sid).participants.list({ limit: MOST_IN_ROOM }))
        return here.map(({ callSid }) => callSid).filter((callSid) => roomOf(callSid) !== friendlyName)
      })
      return new Set(inRoom.flat())
    },

    async liveLegsTo(number) {
      const live = await asking(() => callIndex({ to: number }))
      return live.filter(({ direction }) => direction === 'outbound-api')
    },
  }
}

const nothing = () => undefined

interface ListedCall {
  sid: string
  status: string
  direction: string
  from: string
  to: string
  parentCallSid: string | null
  startTime: Date | null
  dateCreated: Date | null
}

/** A call has no start before it is answered; when it came up will do. */
function carrierCall(call: ListedCall): CarrierCall {
  const { sid, status, direction, from, to } = call
  const startedAt = (call.startTime ?? call.dateCreated)?.getTime() ?? null
  return { sid, status, direction, from, to, parentCallSid: call.parentCallSid || null, startedAt }
}

/** What Twilio has not completed yet is deleted later. */
async function afterItsEnd(remove: () => Promise<unknown>): Promise<void> {
  try {
    await asking(remove)
  } catch (error) {
    if (!(error instanceof CarrierRejected) || error.code !== TWILIO_CODES.notComplete) throw error
    throw new CarrierUnavailable('Twilio has not completed it yet', null, { cause: error })
  }
}

/** Twilio's own exception into ours. Trouble is told by the client already, before it becomes one. */
async function asking<Result>(ask: () => Promise<Result>): Promise<Result> {
  try {
    return await ask()
  } catch (error) {
    if (error instanceof CarrierUnavailable || !(error instanceof twilio.RestException)) throw error
    throw new CarrierRejected(error.code ?? error.status, error.message, { cause: error })
  }
}
