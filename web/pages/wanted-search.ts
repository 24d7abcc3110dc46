import { createStore } from '@xstate/store'
import { useEffect } from 'react'
import { openPage, type Page } from './page.ts'

const context: { wanted: { page: Page; q: string } | null } = { wanted: null }

/** What a page is to search for as soon as it is shown. */
const store = createStore({
  context,
  on: {
    asked: (_, wanted: { page: Page; q: string }) => ({ wanted: { page: wanted.page, q: wanted.q } }),
    taken: () => ({ wanted: null }),
  },
})

export function openWithSearch(page: Page, q: string) {
  store.trigger.asked({ page, q })
  openPage(page)
}

/** @param search the same function each time */
export function useWantedSearch(page: Page, search: (q: string) => void) {
  useEffect(() => {
    const take = () => {
      const { wanted } = store.getSnapshot().context
      if (wanted?.page !== page) return
      store.trigger.taken()
      search(wanted.q)
    }
    take()
    const { unsubscribe } = store.subscribe(take)
    return unsubscribe
  }, [page, search])
}
