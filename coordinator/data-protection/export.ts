import { isTheirs } from '../../machines/call/erasure.ts'
import type { CallActors } from '../calls/calls-port.ts'
import type { DeskReader } from '../calls/desk-reader.ts'
import type { CallView } from '../protocol/call-view.ts'
import type { Clock } from '../runtime.ts'
import { CarrierRejected, CarrierUnavailable } from '../twilio/carrier-errors.ts'
import type { FindPerson, FoundCall, FoundPerson } from './find-person.ts'

/** Bytes of all recordings in one file, before they are encoded. */
const MOST_AUDIO = 16 * 1024 * 1024

export interface ExportDeps {
  find: FindPerson
  calls: Pick<CallActors, 'history' | 'state'>
  desk: Pick<DeskReader, 'calls'>
  /** A recording as WAV, from Twilio. Throws CarrierRejected or CarrierUnavailable. */
  recording(recordingSid: string): Promise<Buffer>
  clock: Clock
}

/** Of a call: two channels of 8,000 samples of two bytes. */
const BYTES_A_SECOND = 32_000
const NO_ROOM = { missing: 'This file has no room for it. Play it on the page Voicemail or Recordings.' }

type Audio = { type: 'audio/wav'; base64: string } | { missing: string }

/**
 * All that is stored of a person, for that person to read. Of calls of others in which one of the numbers stands, it says only that
 * and when.
 * @param numbers in E.164
 * @throws OwnNumber, RedisAway
 */
export type ExportPerson = (numbers: readonly string[]) => Promise<PersonalData>
export type PersonalData = Awaited<ReturnType<ReturnType<typeof exportPerson>>>

export function exportPerson({ find, calls, desk, recording, clock }: ExportDeps) {
  async function audioOf(recordingSid: string, room: number): Promise<Audio> {
    try {
      const bytes = await recording(recordingSid)
      if (bytes.length > room) return NO_ROOM
      return { type: 'audio/wav', base64: bytes.toString('base64') }
    } catch (error) {
      if (error instanceof CarrierRejected) return { missing: 'Twilio does not have it any more.' }
      if (error instanceof CarrierUnavailable) return { missing: 'Twilio did not answer. Export again.' }
      throw error
    }
  }

  async function soundsOf(views: readonly CallView[]) {
    const messages = []
    let room = MOST_AUDIO
    for (const { callSid } of views) {
      const message = (await calls.state(callSid))?.snapshot.context.message
      if (!message) continue
      const audio = await audioOf(message.recordingSid, room)
      if ('base64' in audio) room -= Buffer.byteLength(audio.base64, 'base64')
      const { at, seconds, heard } = message
      const heardBy = heard && { agent: heard.by, at: iso(heard.at) }
      messages.push({ call: callSid, leftAt: iso(at), seconds, heardBy, audio })
    }
    return { messages, recordings: await recordingsOf(views, room) }
  }

  async function recordingsOf(views: readonly CallView[], atMost: number) {
    const found = []
    let room = atMost
    for (const { callSid, recordings } of views)
      for (const { recordingSid, at, seconds } of recordings) {
        if (seconds === null) continue
        const audio = seconds * BYTES_A_SECOND > room ? NO_ROOM : await audioOf(recordingSid, room)
        if ('base64' in audio) room -= Buffer.byteLength(audio.base64, 'base64')
        found.push({ call: callSid, begunAt: at, seconds, audio })
      }
    return found
  }

  return async (numbers: readonly string[]) => {
    const found = await find.everywhere(numbers)
    const live = desk.calls().filter((call) => isTheirs(call, numbers))
    const ended = found.calls.flatMap((call) => (call.isTheirs && call.view ? [call.view] : []))
    const views = [...ended, ...live]
    const theirs = []
    for (const view of views) theirs.push({ ...callOf(view), timeline: await calls.history(view.callSid) })
    return {
      exportedAt: iso(clock.now()),
      timeZone: 'All times are in UTC.',
      numbers,
      contacts: found.contacts.map(({ rev: _, ...contact }) => contact),
      calls: theirs,
      ...(await soundsOf(ended)),
      callsOfOthers: found.calls.filter((call) => !call.isTheirs && !call.isNewer).map(mentionIn),
      callsOfNewerVersion: newerIn(found, live),
      numbersDialled: found.intents.map(({ by, to, extension, name, at }) => ({
        ...{ agent: by, number: to, extension: extension ?? null, name: name ?? null },
        at: iso(at),
      })),
      notesOfOtherContacts: found.notes.length,
      auditEntries: found.audit.map(({ json }): unknown => JSON.parse(json)),
    }
  }
}

function callOf(view: CallView) {
  const { callSid, direction, callerNumber, callerAddress, callerName, calledNumber, forwardedFrom } = view
  const { verified, unconfirmed, talkedBy, parked, wrapUp, createdAt, answeredAt, endedAt, outcome } = view
  return {
    call: callSid,
    ...{ direction, callerNumber, callerAddress, callerName, calledNumber, forwardedFrom },
    ...{ verified, unconfirmed, arrivedAt: createdAt, answeredAt, endedAt, outcome },
    agentsWhoTalked: talkedBy,
    parked: parked && { slot: parked.slot, note: parked.note },
    note: wrapUp && { text: wrapUp.note, tags: wrapUp.tags, by: wrapUp.by, at: wrapUp.at },
  }
}

/** What is about the other person stays out. */
const mentionIn = ({ callSid, view }: FoundCall) => ({
  call: callSid,
  at: view?.createdAt ?? null,
  why: 'One of the numbers stands in it: the call was forwarded from it or transferred to it, or a note has it.',
})

/** During an upgrade. Nobody here can tell whose they are. */
const newerIn = ({ calls, newerLive }: FoundPerson, live: readonly CallView[]) => {
  const ended = calls.flatMap(({ callSid, isNewer }) => (isNewer ? [callSid] : []))
  const unshown = newerLive.filter((callSid) => live.every((call) => call.callSid !== callSid))
  return [...new Set([...ended, ...unshown])].map((call) => ({
    call,
    missing:
      'One of the numbers stands in it. Only the newer version can read it: export again after the upgrade.',
  }))
}

const iso = (at: number) => new Date(at).toISOString()
