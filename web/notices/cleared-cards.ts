import type { CallCommand } from '../../coordinator/protocol/call-commands.ts'
import type { CallView } from '../../coordinator/protocol/call-view.ts'
import { isMyCallToColleague } from '../calls/desk-sections.ts'
import { callerLabel, formatDuration, nameIn } from '../calls/format.ts'
import type { DeskStore } from '../feed/desk-store.ts'
import { fetchTimeline } from '../timeline/timeline.ts'
import { type ClearedReason, clearedReason, isUnreached, unreached } from './cleared-reason.ts'
import type { NoticeStore } from './notices.ts'

/** For this long an agent's own command explains what happens to the call. */
const OWN_COMMAND_MS = 15_000

/** Says in a notice why a card went away, unless a command of this agent is the reason. */
export function noticeClearedCards(desk: DeskStore, notices: NoticeStore) {
  const sent: { callSid: string; type: CallCommand['type']; at: number }[] = []

  desk.on('callChanged', ({ before, after }) => {
    if (before?.status === 'ended') return
    const { me, confirmed } = desk.getSnapshot().context
    const nameOf = nameIn(confirmed.agents)
    if (!before) {
      // The call ended before it rang: the colleague had just taken another one.
      if (after?.status === 'ended' && isMyCallToColleague(after, me))
        notices.trigger.show({
          title: `${nameOf(after.calledNumber ?? '')} cannot take a call just now`,
          tone: 'bad',
        })
      return
    }
    if (!after) {
      if (before.agentId === me || before.offeredTo.includes(me))
        notices.trigger.show({
          title: 'The call ended while you were offline',
          tone: 'plain',
          detail: callerLabel(before),
        })
      return
    }
    const since = Date.now() - OWN_COMMAND_MS
    const commanded = (callSid: string, ...types: string[]) =>
      sent.some((it) => it.callSid === callSid && it.at > since && types.includes(it.type))
    const facts = { me, nameOf, commanded }
    if (isUnreached(before, after, facts)) {
      void whyUnreached(after).then((reason) =>
        notices.trigger.show({ ...reason, detail: callerLabel(after) }),
      )
      return
    }
    const reason = clearedReason(before, after, facts)
    if (reason)
      notices.trigger.show({ ...reason, detail: `${callerLabel(after)}${afterHowLong(before, after)}` })
  })

  return {
    commandSent: (callSid: string, { type }: CallCommand) => {
      sent.push({ callSid, type, at: Date.now() })
      if (sent.length > 50) sent.shift()
    },
    commandRefused: (callSid: string, { type }: CallCommand) => {
      const at = sent.findLastIndex((it) => it.callSid === callSid && it.type === type)
      if (at >= 0) sent.splice(at, 1)
    },
  }
}

async function whyUnreached(call: CallView): Promise<ClearedReason> {
  const entries = await fetchTimeline(call.callSid).catch(() => [])
  return unreached(call, entries.at(-1)?.status)
}

function afterHowLong(before: CallView, after: CallView): string {
  const waited = Date.parse(after.updatedAt) - Date.parse(before.createdAt)
  return before.status === 'ringing' ? ` · after ${formatDuration(waited)}` : ''
}
