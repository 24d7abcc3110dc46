import type { Contacts } from '../contacts/contacts.ts'
import type { FeedEntry } from '../durable/feed-entry.ts'
import { CallView } from '../protocol/call-view.ts'
import type { CallContact } from '../protocol/contacts.ts'
import { type Beat, News, VoicemailUpdate } from '../protocol/feed.ts'
import { agentFor, callFor } from '../protocol/masked.ts'
import type { Sight } from '../protocol/sight.ts'
import { agentJson, type DeskChange, type DeskState } from './desk-state.ts'

/** What a change is about. Of several changes of one subject a slow console gets only the newest. */
export function subjectOf(change: DeskChange): string {
  if ('call' in change) return change.call.callSid
  if ('agent' in change) return change.agent.agentId
  if ('unreadable' in change) return change.unreadable
  if ('contacts' in change) return 'contacts'
  if ('settings' in change) return 'settings'
  if ('groups' in change) return 'groups'
  return 'voicemail' in change ? `voicemail ${change.voicemail.callSid}` : 'office'
}

/** Whether Redis can be reached, and commands can be taken. */
export const storeEvent = (reachable: boolean) => `event: store\ndata: {"reachable":${reachable}}\n\n`

/** Without an id, so that a console that reconnects resumes after the last change that it has seen. */
export const beatEvent = (beat: Beat) => `event: beat\ndata: ${JSON.stringify(beat)}\n\n`

/** The last event of a stream whose agent has signed out or was locked out. */
export const SIGNED_OUT_EVENT = 'event: signedOut\ndata: {}\n\n'

export const unheardEvent = (unheard: number) =>
  `event: voicemail\ndata: {"callSid":null,"voicemail":null,"unheard":${unheard}}\n\n`

/** How the view of a call without a contact ends. */
const NO_CONTACT = ',"contact":null}'

/** A stored view as a screen gets it: with its contact. */
function callJson(d: string, contact: CallContact | null): string {
  if (contact === null) return d
  const rest = d.endsWith(NO_CONTACT) ? d.slice(0, -NO_CONTACT.length) : d.slice(0, -1)
  return `${rest},"contact":${JSON.stringify(contact)}}`
}

/** What of a view says whose number it is. */
const Parties = CallView.pick({ direction: true, callerNumber: true, calledNumber: true })
type Names = Pick<Contacts, 'of' | 'named'>

/** The event of an entry; null where consoles are told nothing of it. */
export function bytesOf(entry: FeedEntry, contacts: Names): Buffer | null {
  if (entry.t === 'revoked') return null
  return entryEvent(entry.id, entry.t, dataOf(entry, contacts))
}

/** The event of an entry whose change is known already: a call's view is not parsed again. */
export function bytesOfChange(entry: FeedEntry, change: DeskChange, contacts: Names): Buffer {
  const { id, t, d } = entry
  if ('call' in change) return entryEvent(id, t, callJson(d, contacts.of(change.call)))
  return entryEvent(id, t, 'agent' in change ? JSON.stringify(change.agent) : dataOf(entry, contacts))
}

const entryEvent = (id: string, type: string, data: string) =>
  Buffer.from(`id: ${id}\nevent: ${type}\ndata: ${data}\n\n`)

/**
 * What a console gets of an entry whose agent does not see all; null: nothing.
 * @param bytes what all others get
 */
export function bytesFor(
  sight: Sight,
  id: string,
  change: DeskChange,
  bytes: Buffer,
  { desk, contacts }: { desk: Pick<DeskState, 'call'>; contacts: Names },
): Buffer | null {
  const event = (kind: 'call' | 'agent', data: object) => entryEvent(id, kind, JSON.stringify(data))
  if ('call' in change) {
    const call = callFor(sight, change.call)
    return call === change.call ? bytes : event('call', sight.callers ? contacts.named(call) : call)
  }
  if ('agent' in change) {
    const agent = agentFor(sight, change.agent, desk.call(change.agent.callSid ?? ''))
    return agent === change.agent ? bytes : event('agent', agent)
  }
  if (sight.callers) return bytes
  if ('voicemail' in change) return Buffer.from(unheardEvent(change.voicemail.unheard))
  // It may be a call of a newer version, in words that this one cannot mask.
  return 'unreadable' in change ? null : bytes
}

/** What a console may see of an entry. */
function dataOf(entry: FeedEntry, contacts: Names): string {
  const { t, d } = entry
  if (t === 'agent') return agentJson(entry)
  // Some consoles may see no names: all hear that something has changed, and nothing else.
  if (t === 'contacts' || t === 'settings') return JSON.stringify(News.parse(JSON.parse(d)))
  if (t === 'voicemail') {
    // That a message was removed, and one of a newer version, consoles get as it is stored.
    const update = VoicemailUpdate.safeParse(JSON.parse(d)).data
    return update?.voicemail ? JSON.stringify({ ...update, voicemail: contacts.named(update.voicemail) }) : d
  }
  const parties = t === 'call' ? Parties.safeParse(JSON.parse(d)).data : undefined
  return parties ? callJson(d, contacts.of(parties)) : d
}
