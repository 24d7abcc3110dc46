import { answersCalls, type Role } from '../../machines/ids.ts'
import type { CallView } from './call-view.ts'
import type { TimelineEntry } from './timeline.ts'

/** Whether the role sees who calls. Who only looks after the service sees states and times. */
export const seesCallers = answersCalls

/** Stands for a name, a number or a note that the role does not see. */
const HIDDEN = 'hidden'

/** The call without its caller: no name, no number, no contact, no note. */
export function maskedCall(view: CallView): CallView {
  const { parked, transfer, wrapUp } = view
  return {
    ...view,
    callerName: null,
    contact: null,
    callerNumber: maskedParty(view.callerNumber),
    callerAddress: maskedParty(view.callerAddress),
    calledNumber: maskedParty(view.calledNumber),
    forwardedFrom: maskedParty(view.forwardedFrom),
    outsideNumber: maskedParty(view.outsideNumber),
    wrapUp: wrapUp && { ...wrapUp, note: maskedParty(wrapUp.note) },
    parked: parked && {
      ...parked,
      note: maskedParty(parked.note),
      elseTo: parked.elseTo === 'voicemail' ? parked.elseTo : maskedParty(parked.elseTo),
    },
    transfer: transfer && { ...transfer, to: maskedParty(transfer.to) ?? HIDDEN },
  }
}

/** The call as the role sees it. */
export const callFor = (role: Role, view: CallView): CallView => (seesCallers(role) ? view : maskedCall(view))

/** The timeline as the role sees it. */
export const timelineFor = (role: Role, entries: readonly TimelineEntry[]): readonly TimelineEntry[] =>
  seesCallers(role)
    ? entries
    : entries.map(({ target, ...entry }) =>
        target === undefined ? entry : { ...entry, target: maskedParty(target) ?? HIDDEN },
      )

const maskedParty = (party: string | null): string | null =>
  party === null || party.startsWith('agent:') ? party : HIDDEN
