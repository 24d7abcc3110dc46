import type { CallCommand } from '../../coordinator/protocol/call-commands.ts'
import { nameIn } from '../calls/format.ts'
import type { DeskStore } from '../feed/desk-store.ts'
import type { StreamStore } from '../feed/stream-store.ts'
import { t } from '../language/text.ts'
import { certainReason } from '../notices/cleared-reason.ts'
import type { NoticeStore } from '../notices/notices.ts'
import type { Page } from '../pages/page.ts'
import type { DeskAnswer, NotificationClick } from '../service-worker/messages.ts'
import type { Softphone } from '../softphone/softphone.ts'

export interface ClickDeps {
  desk: DeskStore
  softphone: Softphone
  stream: StreamStore
  notices: NoticeStore
  command: (callSid: string, command: CallCommand) => Promise<boolean>
  openPage: (page: Page) => void
  isSeen: () => boolean
  now: () => number
}

/** A frozen tab gets a click when it wakes. By then it may mean nothing any more. */
const TOO_OLD_MS = 30_000
/** A desk that the click has opened needs its calls, and its line, first. */
const PATIENCE_MS = 10_000

const notDone = {
  answer: 'refusal.claim',
  decline: 'refusal.decline',
  show: 'attention.ringsNoMore',
} as const

/**
 * Does what an agent has clicked on a notification. What does not fit any more changes nothing: a notice says what became of
 * the call.
 */
export function createClicks({
  desk,
  softphone,
  stream,
  notices,
  command,
  openPage,
  isSeen,
  now,
}: ClickDeps) {
  const state = () => desk.getSnapshot().context
  const ringOf = (callSid: string) => state().sections.ringing.find(({ call }) => call.callSid === callSid)
  const hasLine = () => softphone.getSnapshot().context.registered

  const say = ({ action, about }: NotificationClick, why: string, tone: 'plain' | 'bad' = 'plain') =>
    notices.trigger.show({ title: `${t(notDone[action])}: ${about.caller}`, detail: why, tone })

  /** Why a call does not ring here any more, as far as this desk knows. */
  function whyGone(callSid: string): string {
    const { calls, me, confirmed } = state()
    const said = notices.getSnapshot().context.reasons.get(callSid)
    if (said !== undefined) return said
    const call = calls.find((it) => it.callSid === callSid)
    if (!call) return t('attention.ended')
    if (call.agentId === me) return t('attention.yours')
    const nameOf = nameIn(confirmed.agents)
    return (
      certainReason({ hold: 'ring', before: call, after: call, me, nameOf })?.title ??
      t('attention.elsewhere')
    )
  }

  async function answer(click: NotificationClick, callSid: string) {
    if (!hasLine()) {
      softphone.send({ type: 'REGISTER' })
      await comesTrue(softphone, hasLine)
      if (!ringOf(callSid)) return say(click, whyGone(callSid))
      // A caller is not taken from colleagues by a desk on which nobody could talk.
      if (!hasLine()) return say(click, t('attention.noLine'), 'bad')
    }
    await command(callSid, { type: 'claim' })
  }

  return {
    /** How well this desk can answer a call, beside other tabs. */
    rank: (): DeskAnswer['rank'] =>
      1 + (hasLine() ? 4 : 0) + (stream.getSnapshot().context.appointed ? 2 : 0) + (isSeen() ? 1 : 0),

    clicked: async (click: NotificationClick): Promise<void> => {
      const { about, action, at } = click
      const { callSid } = about
      if (about.agentId !== state().me)
        return void notices.trigger.show({ title: t('attention.another'), tone: 'plain' })
      if (callSid === null) return openPage('ready')
      await comesTrue(desk, () => state().known)
      if (!ringOf(callSid)) return say(click, whyGone(callSid))
      if (action === 'show') return openPage('desk')
      if (now() - at > TOO_OLD_MS) return say(click, t('attention.slept'))
      if (action === 'decline') await command(callSid, { type: 'decline' })
      else await answer(click, callSid)
    },
  }
}

interface Changing {
  subscribe: (listener: () => void) => { unsubscribe: () => void }
}

/** Waits until it is true, for a while. */
function comesTrue(changing: Changing, isTrue: () => boolean): Promise<void> {
  if (isTrue()) return Promise.resolve()
  return new Promise((resolve) => {
    const end = () => {
      clearTimeout(timer)
      unsubscribe()
      resolve()
    }
    const timer = setTimeout(end, PATIENCE_MS)
    const { unsubscribe } = changing.subscribe(() => {
      if (isTrue()) end()
    })
  })
}
