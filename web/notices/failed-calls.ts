import { t } from '../language/text.ts'
import type { Softphone } from '../softphone/softphone.ts'
import type { NoticeStore } from './notices.ts'

/** A call to a colleague that fails before it reaches the server has no card: a notice says so. */
export function noticeFailedCalls(softphone: Softphone, notices: NoticeStore) {
  let calling = false
  softphone.subscribe(({ context }) => {
    if (calling && context.calling === null && context.trouble !== null)
      notices.trigger.show({ title: t('notice.notConnected'), tone: 'bad', detail: context.trouble })
    calling = context.calling !== null
  })
}
