import { createStore } from '@xstate/store'

/** `good` confirms, `plain` tells, `bad` asks for attention. */
export type NoticeTone = 'good' | 'plain' | 'bad'

export interface Notice {
  id: number
  title: string
  tone: NoticeTone
  detail: string | null
  /** What can be done about it. Such a notice stays until it is dismissed. */
  key: NoticeKey | null
}

interface NoticeKey {
  words: string
  press: () => void
}

type NoticeText = Pick<Notice, 'title' | 'tone'> & Partial<Pick<Notice, 'detail' | 'key'>>

const AT_MOST = 4

export type NoticeStore = ReturnType<typeof createNoticeStore>

/** What has just happened, newest last. When there are too many notices, the oldest without a key goes. */
export function createNoticeStore() {
  const list: readonly Notice[] = []
  return createStore({
    context: { list, lastId: 0 },
    on: {
      show: ({ list, lastId }, { title, tone, detail = null, key = null }: NoticeText) => ({
        list: atMost([...list, { id: lastId + 1, title, tone, detail, key }]),
        lastId: lastId + 1,
      }),
      dismiss: (state, { id }: { id: number }) => ({
        ...state,
        list: state.list.filter((it) => it.id !== id),
      }),
    },
  })
}

function atMost(list: readonly Notice[]): readonly Notice[] {
  if (list.length <= AT_MOST) return list
  const oldest = list.findIndex(({ key }) => key === null)
  return list.filter((_, at) => at !== Math.max(oldest, 0))
}
