import { useSelector } from '@xstate/react'
import { useCallback, useEffect, useRef, useState } from 'react'
import type { Contact } from '../../coordinator/protocol/contacts.ts'
import { useConsole } from '../desk/use-console.ts'
import { fetchContacts, MOST_FOUND, PAGE_SIZE, searchContacts } from './contacts.ts'

const TYPING_ENDS_MS = 150

interface Shown {
  list: readonly Contact[]
  /** Whether there may be others behind these. */
  more: boolean
}

/** The contacts that a search finds, kept up to date while others change them. Without a search, all, page by page. */
export function useContacts(q: string) {
  const { contactsNews } = useConsole()
  const news = useSelector(contactsNews, ({ context }) => context.times)
  const [shown, setShown] = useState<Shown | null>(null)
  const [failed, setFailed] = useState(false)
  const asked = useRef(0)
  const pages = useRef(1)

  const read = useCallback(async (query: string) => {
    const mine = ++asked.current
    try {
      const found = query === '' ? await firstPages(pages.current) : await searched(query, pages.current)
      if (mine !== asked.current) return
      setShown(found)
      setFailed(false)
    } catch (error) {
      if (mine !== asked.current) return
      console.warn('The contacts could not be read', error)
      setFailed(true)
    }
  }, [])

  // biome-ignore lint/correctness/useExhaustiveDependencies: another search begins with its first page.
  useEffect(() => {
    pages.current = 1
  }, [q])
  // biome-ignore lint/correctness/useExhaustiveDependencies: news are read again.
  useEffect(() => {
    const timer = setTimeout(() => void read(q.trim()), TYPING_ENDS_MS)
    return () => clearTimeout(timer)
  }, [q, news, read])

  return {
    shown,
    failed,
    readAgain: () => void read(q.trim()),
    showMore: () => {
      pages.current += 1
      void read(q.trim())
    },
  }
}

async function firstPages(count: number): Promise<Shown> {
  const list: Contact[] = []
  for (let page = 0; page < count; page++) {
    const next = await fetchContacts(list.at(-1)?.id)
    list.push(...next)
    if (next.length < PAGE_SIZE) return { list, more: false }
  }
  return { list, more: true }
}

async function searched(q: string, count: number): Promise<Shown> {
  const limit = Math.min(count * PAGE_SIZE, MOST_FOUND)
  const list = await searchContacts(q, limit)
  return { list, more: list.length === limit && limit < MOST_FOUND }
}
