import type { AgentView } from './agent-view.ts'
import type { CallView } from './call-view.ts'
import type { Sight } from './sight.ts'
import type { TimelineEntry } from './timeline.ts'

/** Stands for a name, a number or a note that is not in sight. */
const HIDDEN = 'hidden'

/** The call without its caller: no name, no number, no contact, no note. */
function withoutCaller(view: CallView): CallView {
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

/** The agents of a call hear a whisper and who joins: only who listens can be hidden from them. */
function withoutListener(view: CallView): CallView {
  const { supervision, updatedAt } = view
  if (supervision === null) return view
  // Who whispers now may have listened since long before.
  return { ...view, supervision: supervision.mode === 'listen' ? null : { ...supervision, at: updatedAt } }
}

/** The call as somebody may see it; the same object where that is all of it. */
export function callFor({ callers, listeners }: Sight, view: CallView): CallView {
  const shown = listeners ? view : withoutListener(view)
  return callers ? shown : withoutCaller(shown)
}

/**
 * The agent as somebody may see it; the same object where that is all. Who listens unseen is away: no call rings there.
 * @param call the one the agent talks on or hears
 */
export const agentFor = ({ listeners }: Sight, agent: AgentView, call: CallView | undefined): AgentView =>
  !listeners && call?.supervision?.mode === 'listen' && call.supervision.by === agent.agentId
    ? { ...agent, presence: 'away', callSid: null }
    : agent

/** The timeline as somebody may see it. */
export function timelineFor(sight: Sight, entries: readonly TimelineEntry[]): readonly TimelineEntry[] {
  const shown = sight.listeners ? entries : withoutListening(entries)
  if (sight.callers) return shown
  return shown.map(({ target, ...entry }) =>
    target === undefined ? entry : { ...entry, target: maskedParty(target) ?? HIDDEN },
  )
}

function withoutListening(entries: readonly TimelineEntry[]): readonly TimelineEntry[] {
  let isSeen = false
  return entries.flatMap((entry) => {
    const { mode, ...rest } = entry
    if (mode === undefined) return [entry]
    const wasSeen = isSeen
    isSeen = mode !== 'listen' && (entry.event === 'SUPERVISE' || entry.event === 'LEG_CONNECTED')
    if (mode !== 'listen') return [entry]
    // Who was heard, and only listens from then on, is gone for all others.
    return wasSeen ? [{ ...rest, event: 'UNSUPERVISE' }] : []
  })
}

const maskedParty = (party: string | null): string | null =>
  party === null || party.startsWith('agent:') ? party : HIDDEN
