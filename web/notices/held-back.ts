import type { StreamStore } from '../feed/stream-store.ts'
import { t } from '../language/text.ts'
import type { NoticeStore } from './notices.ts'

/** Says what is wrong and what to set when a proxy holds the stream back, which no agent can mend alone. */
export function noticeHeldBack(stream: StreamStore, notices: NoticeStore) {
  let before = false
  stream.subscribe(({ context: { heldBack } }) => {
    if (heldBack && !before)
      notices.trigger.show({
        title: t('notice.heldBack'),
        detail: t('notice.heldBackWords'),
        tone: 'bad',
      })
    before = heldBack
  })
}
