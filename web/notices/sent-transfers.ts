import type { CallView } from '../../coordinator/protocol/call-view.ts'
import { callerLabel, nameIn } from '../calls/format.ts'
import type { DeskStore } from '../feed/desk-store.ts'
import { t } from '../language/text.ts'
import type { NoticeStore } from './notices.ts'

/** While a transfer of this agent rings, a notice takes it back, also on other pages than the desk. */
export function noticeSentTransfers(
  desk: DeskStore,
  notices: NoticeStore,
  takeBack: (call: CallView) => void,
) {
  /** By call: the notice. */
  const shown = new Map<string, number>()
  let known: readonly CallView[] = []
  desk.subscribe(({ context: { sections, confirmed } }) => {
    const { sent } = sections
    if (sent === known) return
    known = sent
    for (const [callSid, id] of shown) {
      if (sent.some((call) => call.callSid === callSid)) continue
      shown.delete(callSid)
      notices.trigger.dismiss({ id })
    }
    for (const call of sent) {
      if (shown.has(call.callSid) || !call.transfer) continue
      notices.trigger.show({
        title: t('notice.ringsAt', {
          caller: callerLabel(call),
          name: nameIn(confirmed.agents)(call.transfer.to),
        }),
        tone: 'plain',
        key: { words: t('button.takeBack'), action: 'takeBack', press: () => takeBack(call) },
      })
      shown.set(call.callSid, notices.getSnapshot().context.lastId)
    }
  })
}
