import { useSyncExternalStore } from 'react'

/** The pages of a console. The address names the page, so that it survives a reload. */
export const PAGES = [
  'desk',
  'history',
  'voicemail',
  'contacts',
  'office',
  'ready',
  'account',
  'audit',
] as const
export type Page = (typeof PAGES)[number]

export const PAGE_NAMES: Record<Page, string> = {
  desk: 'Desk',
  history: 'History',
  voicemail: 'Voicemail',
  contacts: 'Contacts',
  office: 'Office',
  ready: 'Can calls ring here?',
  account: 'Account',
  audit: 'Audit log',
}

export const hrefOf = (page: Page) => (page === 'desk' ? '#' : `#${page}`)

function current(): Page {
  const named = location.hash.slice(1)
  return PAGES.find((page) => page === named) ?? 'desk'
}

function subscribe(listener: () => void): () => void {
  addEventListener('hashchange', listener)
  return () => removeEventListener('hashchange', listener)
}

export const openPage = (page: Page) => {
  location.hash = hrefOf(page)
}

export const usePage = (): Page => useSyncExternalStore(subscribe, current)
