import { useSyncExternalStore } from 'react'

/** The pages of a console. The address names the page, so that it survives a reload. */
export const PAGES = ['desk', 'voicemail', 'office'] as const
export type Page = (typeof PAGES)[number]

export const hrefOf = (page: Page) => (page === 'desk' ? '#' : `#${page}`)

function current(): Page {
  const named = location.hash.slice(1)
  return PAGES.find((page) => page === named) ?? 'desk'
}

function subscribe(listener: () => void): () => void {
  addEventListener('hashchange', listener)
  return () => removeEventListener('hashchange', listener)
}

export const usePage = (): Page => useSyncExternalStore(subscribe, current)
