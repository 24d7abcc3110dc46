import type { StreamStore } from '../feed/stream-store.ts'
import type { NoticeStore } from './notices.ts'

/** Says what is wrong and what to set when a proxy holds the stream back, which no agent can mend alone. */
export function noticeHeldBack(stream: StreamStore, notices: NoticeStore) {
  let before = false
  stream.subscribe(({ context: { heldBack } }) => {
    if (heldBack && !before)
      notices.trigger.show({
        title: 'A proxy holds the live feed back',
        detail:
          'No call rings here. It must pass /api/events on at once: in nginx, set proxy_buffering off, or heed X-Accel-Buffering.',
        tone: 'bad',
      })
    before = heldBack
  })
}
