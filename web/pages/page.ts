import { useSyncExternalStore } from 'react'
import { t } from '../language/text.ts'

/** The pages of a console. The address names the page, so that it survives a reload. */
export const PAGES = [
  'desk',
  'history',
  'recordings',
  'voicemail',
  'contacts',
  'office',
  'people',
  'settings',
  'privacy',
  'ready',
  'devices',
  'account',
  'audit',
  'wallboard',
] as const
export type Page = (typeof PAGES)[number]

/** What administrators look after. */
export const OFFICE_PAGES = [
  'office',
  'people',
  'settings',
  'privacy',
  'audit',
] as const satisfies readonly Page[]

export const pageName = (page: Page): string => t(`page.${page}`)

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

/** Opens a page; on that page, goes back to the desk. */
export const openOrLeavePage = (page: Page) => openPage(current() === page ? 'desk' : page)

export const usePage = (): Page => useSyncExternalStore(subscribe, current)
