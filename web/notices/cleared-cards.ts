import type { CallView } from '../../coordinator/protocol/call-view.ts'
import type { TimelineEntry } from '../../coordinator/protocol/timeline.ts'
import { isMyCallToColleague } from '../calls/desk-sections.ts'
import { callerLabel, formatDuration, nameIn } from '../calls/format.ts'
import type { OwnCommands } from '../commands/own-commands.ts'
import type { ConfirmedChange, DeskStore } from '../feed/desk-store.ts'
import { t } from '../language/text.ts'
import { type ClearedReason, certainReason, clearedReason } from './cleared-reason.ts'
import { certainEvent, type Hold, holdOf, isLost, takesAway } from './lost-card.ts'
import type { NoticeStore } from './notices.ts'

export interface ClearedCardsDeps {
  desk: DeskStore
  notices: NoticeStore
  ownCommands: Pick<OwnCommands, 'made'>
  fetchTimeline: (callSid: string) => Promise<TimelineEntry[]>
}

/** Says in a notice why a card went away. The call's timeline says it, so that each tab says what really happened. */
export function noticeClearedCards({ desk, notices, ownCommands, fetchTimeline }: ClearedCardsDeps) {
  desk.on('callChanged', (change) => {
    void explain(change).then((reason) => {
      const call = change.after ?? change.before
      if (!reason || !call) return
      const about = `${callerLabel(call)}${afterHowLong(change)}`
      const detail = reason.detail ? `${about}. ${reason.detail}` : about
      notices.trigger.show({ ...reason, detail, callSid: call.callSid })
    })
  })

  async function explain({ before, after }: ConfirmedChange): Promise<ClearedReason | null> {
    const { me, confirmed, sections } = desk.getSnapshot().context
    const nameOf = nameIn(confirmed.agents)
    // The call ended before it rang: the colleague had just taken another one.
    if (!before)
      return after?.status === 'ended' && isMyCallToColleague(after, me)
        ? { title: t('cleared.cannotTakeNow', { name: nameOf(after.calledNumber ?? '') }), tone: 'bad' }
        : null
    const hold = holdOf(before, me)
    if (!hold || !isLost(hold, after, me)) return null
    // It still rings at others. It is not offered to an agent who talks or is away, and that agent knows why.
    const isFree =
      sections.current === null &&
      sections.supervised === null &&
      confirmed.agents.get(me)?.presence === 'available'
    if (hold === 'ring' && after?.state === before.state && !isFree) return null

    const facts = { hold, before, after, me, nameOf }
    const entry = certainEvent(before, after) ?? (await readEvent(before, hold, me))
    if (entry === 'unknown') return certainReason(facts)
    if (entry === 'none') return null
    const here = entry.by === me && (await ownCommands.made(before.callSid, entry.rev))
    return clearedReason({ ...facts, entry, here })
  }

  /** The event that took the card away. `none`: it is only offered to other agents. `unknown`: the timeline could not be read. */
  async function readEvent({ callSid, rev, state }: CallView, hold: Hold, me: string) {
    try {
      const entries = await fetchTimeline(callSid)
      return entries.find((it) => it.rev > rev && takesAway(hold, it, state, me)) ?? 'none'
    } catch {
      return 'unknown'
    }
  }
}

function afterHowLong({ before, after }: ConfirmedChange): string {
  if (!after || before?.status !== 'ringing') return ''
  return t('cleared.after', {
    duration: formatDuration(Date.parse(after.updatedAt) - Date.parse(before.createdAt)),
  })
}
