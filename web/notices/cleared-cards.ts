import type { CallCommand } from '../../coordinator/protocol/call-commands.ts'
import type { CallView } from '../../coordinator/protocol/call-view.ts'
import { isMyCallToColleague } from '../calls/desk-sections.ts'
import { callerLabel, formatDuration, nameIn } from '../calls/format.ts'
import type { DeskStore } from '../feed/desk-store.ts'
import { fetchTimeline } from '../timeline/timeline.ts'
import { type ClearedReason, clearedReason, isUnreached, unreached } from './cleared-reason.ts'
import type { Notices } from './notices.ts'

/** For how long an agent's own command explains what happens to the call. */
const OWN_DOING_MS = 15_000

/** Watches the settled changes and says why cards went away. */
export function noticeClearedCards(store: DeskStore, notices: Notices) {
  const own: { callSid: string; type: CallCommand['type']; at: number }[] = []

  const stop = store.onCall((before, after) => {
    if (before?.status === 'ended') return
    const { me, desk } = store.state()
    const nameOf = nameIn(desk.agents)
    if (!before) {
      // It was over before it rang: the colleague had just taken another call.
      if (after?.status === 'ended' && isMyCallToColleague(after, me))
        notices.show({
          title: `${nameOf(after.calledNumber ?? '')} cannot take a call just now`,
          tone: 'bad',
        })
      return
    }
    if (!after) {
      if (before.agentId === me || before.offeredTo.includes(me))
        notices.show({ title: 'The call ended while you were offline', tone: 'plain' }, callerLabel(before))
      return
    }
    const since = Date.now() - OWN_DOING_MS
    const asked = (callSid: string, ...types: string[]) =>
      own.some((it) => it.callSid === callSid && it.at > since && types.includes(it.type))
    if (isUnreached(before, after, { me, nameOf, asked })) {
      void whyUnreached(after).then((reason) => notices.show(reason, callerLabel(after)))
      return
    }
    const reason = clearedReason(before, after, { me, nameOf, asked })
    if (reason) notices.show(reason, `${callerLabel(after)}${afterHowLong(before, after)}`)
  })

  return {
    /** What this agent does, in order not to explain it to the one who did it. */
    did: (callSid: string, command: CallCommand) => {
      own.push({ callSid, type: command.type, at: Date.now() })
      if (own.length > 50) own.shift()
    },
    /** It was refused: so it explains nothing. */
    undid: (callSid: string, command: CallCommand) => {
      const at = own.findLastIndex((it) => it.callSid === callSid && it.type === command.type)
      if (at >= 0) own.splice(at, 1)
    },
    stop,
  }
}

async function whyUnreached(call: CallView): Promise<ClearedReason> {
  const lines = await fetchTimeline(call.callSid).catch(() => [])
  return unreached(call, lines.at(-1)?.status)
}

function afterHowLong(before: CallView, after: CallView): string {
  const waited = Date.parse(after.updatedAt) - Date.parse(before.createdAt)
  return before.status === 'ringing' ? ` · after ${formatDuration(waited)}` : ''
}
