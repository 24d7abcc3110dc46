import { createStore } from '@xstate/store'

/** Tells pages that contacts have changed, whichever they are. */
export const createContactsNews = () =>
  createStore({
    /** Goes up with each news. */
    context: { times: 0 },
    on: { changed: ({ times }) => ({ times: times + 1 }) },
  })
export type ContactsNews = ReturnType<typeof createContactsNews>

/** All consoles hear the news at once, and need not all ask at once. */
const SPREAD_MS = 5_000

/** Runs `what` some seconds after news, once for all that come until then. @returns what ends it */
export function whenContactsChange(news: ContactsNews, what: () => void): () => void {
  let timer: ReturnType<typeof setTimeout> | undefined
  const { unsubscribe } = news.subscribe(() => {
    timer ??= setTimeout(() => {
      timer = undefined
      what()
    }, Math.random() * SPREAD_MS)
  })
  return () => {
    unsubscribe()
    clearTimeout(timer)
  }
}
