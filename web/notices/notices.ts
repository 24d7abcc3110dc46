import { createStore } from '@xstate/store'

/** `good` confirms, `plain` tells, `bad` asks for attention. */
export type NoticeTone = 'good' | 'plain' | 'bad'

export interface Notice {
  id: number
  title: string
  tone: NoticeTone
  detail: string | null
}

type NoticeText = Pick<Notice, 'title' | 'tone'> & { detail?: string | null }

const AT_MOST = 4

export type NoticeStore = ReturnType<typeof createNoticeStore>

/** What has just happened, newest last. When there are too many notices, the oldest goes. */
export function createNoticeStore() {
  const list: readonly Notice[] = []
  return createStore({
    context: { list, lastId: 0 },
    on: {
      show: ({ list, lastId }, { title, tone, detail = null }: NoticeText) => ({
        list: [...list, { id: lastId + 1, title, tone, detail }].slice(-AT_MOST),
        lastId: lastId + 1,
      }),
      dismiss: (state, { id }: { id: number }) => ({
        ...state,
        list: state.list.filter((it) => it.id !== id),
      }),
    },
  })
}
