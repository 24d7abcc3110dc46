import { createContext, useContext, useMemo, useSyncExternalStore } from 'react'
import { type DeskSections, deskSectionsOf } from '../calls/desk-sections.ts'
import { nameIn } from '../calls/format.ts'
import type { DeskState } from '../feed/desk-store.ts'
import type { Console } from './console.ts'

const ConsoleContext = createContext<Console | null>(null)
export const ConsoleProvider = ConsoleContext.Provider

export function useConsole(): Console {
  const it = useContext(ConsoleContext)
  if (!it) throw new Error('useConsole outside a desk')
  return it
}

export function useDesk(): DeskState {
  const { store } = useConsole()
  return useSyncExternalStore(store.subscribe, store.state)
}

export function useSections(): DeskSections {
  const { calls, me, declined } = useDesk()
  return useMemo(() => deskSectionsOf(calls, me, declined), [calls, me, declined])
}

/** How somebody is called on screen; `you` for the agent at this desk. */
export function useNames(): (who: string) => string {
  const { desk, me } = useDesk()
  return useMemo(() => {
    const nameOf = nameIn(desk.agents)
    return (who) => (who === me || who === `agent:${me}` ? 'you' : nameOf(who))
  }, [desk.agents, me])
}
