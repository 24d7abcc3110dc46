import { useEffect, useState } from 'react'
import type { Contact } from '../../coordinator/protocol/contacts.ts'
import { searchContacts } from '../contacts/contacts.ts'

const TYPING_ENDS_MS = 150
const SHORTEST = 2
const MOST = 6

export interface Found {
  readonly q: string
  readonly contacts: readonly Contact[]
  readonly failed: boolean
}

/** The contacts that fit; `searching` until the server has answered; null where nothing is searched for. */
export function useFound(q: string, on: boolean): Found | 'searching' | null {
  const [found, setFound] = useState<Found | null>(null)
  const wanted = on && q.length >= SHORTEST
  useEffect(() => {
    if (!wanted) return
    let newest = true
    const search = async () => {
      try {
        const contacts = await searchContacts(q, MOST)
        if (newest) setFound({ q, contacts, failed: false })
      } catch (error) {
        console.warn('The contacts could not be searched', error)
        if (newest) setFound({ q, contacts: [], failed: true })
      }
    }
    const timer = setTimeout(() => void search(), TYPING_ENDS_MS)
    return () => {
      newest = false
      clearTimeout(timer)
    }
  }, [q, wanted])
  if (!wanted) return null
  return found?.q === q ? found : 'searching'
}
