import type { CallView } from '../protocol/call-view.ts'
import { callerTrust, isNameDoubtful } from '../protocol/caller-trust.ts'
import { inert, quoted } from '../protocol/csv-cell.ts'
import { partyOf } from './cards.ts'

const HEADINGS = [
  ...['ended', 'direction', 'outcome', 'name', 'number', 'called number', 'agents', 'waited s', 'talked s'],
  ...['note', 'tags', 'noted by', 'call'],
]

/** The mark at the beginning tells Excel that this is UTF-8. */
export const CSV_HEAD = `\uFEFF${HEADINGS.join(',')}\r\n`

/**
 * One ended call. A text that a spreadsheet would run as a formula begins with an apostrophe. Numbers are digits behind a plus
 * sign, and stay as they are.
 * @param nameOf the name of an agent on the screen
 */
export function csvLine(call: CallView, nameOf: (agentId: string) => string): string {
  const { callSid, direction, outcome, createdAt, answeredAt, endedAt, talkedBy, wrapUp } = call
  const ended = Date.parse(endedAt ?? call.updatedAt)
  const seconds = (from: string, to: number) => String(Math.round((to - Date.parse(from)) / 1_000))
  const cells = [
    ...[endedAt ?? '', direction, outcome ?? ''],
    ...[inert(nameIn(call)), party(partyOf(call), nameOf), party(call.calledNumber, nameOf)],
    inert(talkedBy.map(nameOf).join(', ')),
    seconds(createdAt, answeredAt === null ? ended : Date.parse(answeredAt)),
    answeredAt === null ? '' : seconds(answeredAt, ended),
    ...[inert(wrapUp?.note ?? ''), inert(wrapUp?.tags.join(', ') ?? '')],
    ...[inert(wrapUp ? nameOf(wrapUp.by) : ''), callSid],
  ]
  return `${cells.map(quoted).join(',')}\r\n`
}

/** As the screen names the caller: somebody who shows another one's number may bear any name. */
function nameIn(call: CallView): string {
  const { contact, callerName } = call
  const trust = callerTrust(call)
  if (contact !== null && trust !== 'denied') return trust === 'sure' ? contact.name : `${contact.name}?`
  return isNameDoubtful(call) ? '' : (callerName ?? '')
}

function party(address: string | null, nameOf: (agentId: string) => string): string {
  if (address === null || /^\+\d+$/.test(address)) return address ?? ''
  return inert(address.startsWith('agent:') ? nameOf(address.slice('agent:'.length)) : address)
}
