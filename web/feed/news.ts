import { createStore } from '@xstate/store'

/** Tells pages that something has changed that they read by a request. */
export const createNews = () =>
  createStore({
    /** Goes up with each news. */
    context: { times: 0 },
    on: { changed: ({ times }) => ({ times: times + 1 }) },
  })
export type News = ReturnType<typeof createNews>

/** All consoles hear the news at once, and need not all ask at once. */
const SPREAD_MS = 5_000

/** Runs `what` some seconds after news, once for all that come until then. @returns what ends it */
export function whenNews(news: News, what: () => void): () => void {
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
