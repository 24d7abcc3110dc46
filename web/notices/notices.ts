import { createStore } from '@xstate/store'
import type { ActionId } from '../keys/table.ts'
import { t } from '../language/text.ts'

/** `good` confirms, `plain` tells, `bad` asks for attention. */
export type NoticeTone = 'good' | 'plain' | 'bad'

export interface Notice {
  id: number
  title: string
  tone: NoticeTone
  /** One for each call, or other thing, of which this is the news. Newest last; the last ten are kept. */
  details: readonly string[]
  /** What can be done about it. Such a notice stays until it is dismissed. */
  key: NoticeKey | null
  /** Milliseconds since the epoch. */
  at: number
  /** Whether it is still in the line. Later it is only in the list of all notices. */
  current: boolean
  /** What it says of one. The same news of several is one notice. */
  news: string
  times: number
}

export interface NoticeKey {
  words: string
  /** What does the same with a key of the keyboard. */
  action?: ActionId
  press: () => void
}

export interface NoticeText {
  title: string
  tone: NoticeTone
  detail?: string | null
  key?: NoticeKey | null
  /** Of which call it says why its card is gone. */
  callSid?: string
  /** The title for several at once, such as `3 callers hung up`. */
  many?: (times: number) => string
}

const KEPT = 30
const REASONS_KEPT = 60
const DETAILS_KEPT = 10

export type NoticeStore = ReturnType<typeof createNoticeStore>

/** What has happened at this desk, newest last. The last thirty are kept. */
export function createNoticeStore(now: () => number = Date.now) {
  const list: readonly Notice[] = []
  const reasons: ReadonlyMap<string, string> = new Map()
  return createStore({
    /** `reasons`: why the cards of these calls are gone. */
    context: { list, lastId: 0, reasons },
    on: {
      show: ({ list, lastId, reasons }, text: NoticeText) => {
        const same = list.find((it) => it.current && it.news === text.title && it.tone === text.tone)
        const notice = noticeOf(text, same, { id: lastId + 1, at: now() })
        return {
          list: atMost([...list.filter((it) => it !== same), notice]),
          lastId: lastId + 1,
          reasons: text.callSid === undefined ? reasons : withReason(reasons, text.callSid, text.title),
        }
      },
      /** It has been in the line for long enough. */
      timeUp: (state, { id }: { id: number }) => ({
        ...state,
        list: state.list.map((it) => (it.id === id ? { ...it, current: false } : it)),
      }),
      dismiss: (state, { id }: { id: number }) => ({
        ...state,
        list: state.list.filter((it) => it.id !== id),
      }),
    },
  })
}

/** Errors, and what stays until it is dismissed, are not pushed out by routine news. */
function atMost(list: readonly Notice[]): readonly Notice[] {
  if (list.length <= KEPT) return list
  const oldest = list.findIndex(({ tone, key, current }) => !current || (tone !== 'bad' && key === null))
  return list.filter((_, at) => at !== Math.max(oldest, 0))
}

const withReason = (reasons: ReadonlyMap<string, string>, callSid: string, title: string) =>
  new Map([...reasons].filter(([known]) => known !== callSid).slice(1 - REASONS_KEPT)).set(callSid, title)

function noticeOf(
  { title, tone, detail = null, key = null, many }: NoticeText,
  same: Notice | undefined,
  fresh: Pick<Notice, 'id' | 'at'>,
): Notice {
  const times = (same?.times ?? 0) + 1
  const several = many?.(times) ?? t('notice.times', { title, times })
  return {
    ...fresh,
    title: times === 1 ? title : several,
    tone,
    details: [...(same?.details ?? []), ...(detail === null ? [] : [detail])].slice(-DETAILS_KEPT),
    key,
    current: true,
    news: title,
    times,
  }
}

/** The notice for the line: an error comes before routine news, and news before what stays until it is dismissed. */
export function noticeInLine(list: readonly Notice[]): Notice | null {
  const current = list.filter((it) => it.current)
  return (
    current.findLast(({ tone }) => tone === 'bad') ??
    current.findLast(({ key }) => key === null) ??
    current.at(-1) ??
    null
  )
}
