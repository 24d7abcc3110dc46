import { useSelector } from '@xstate/react'
import { createContext, useContext, useMemo } from 'react'
import type { DeskSettings } from '../../coordinator/protocol/session.ts'
import { answersCalls } from '../../machines/ids.ts'
import type { DeskSections } from '../calls/desk-sections.ts'
import { nameIn } from '../calls/format.ts'
import { type DeskStoreState, serverNow } from '../feed/desk-store.ts'
import { you } from '../language/you.ts'
import type { Console } from './console.ts'

const ConsoleContext = createContext<Console | null>(null)
export const ConsoleProvider = ConsoleContext.Provider

export function useConsole(): Console {
  const console = useContext(ConsoleContext)
  if (!console) throw new Error('useConsole outside a desk')
  return console
}

const ClockContext = createContext<(() => number) | null>(null)
/** The server's time where there is no console: on a screen without a sign-in. */
export const ClockProvider = ClockContext.Provider

/** The server's time, milliseconds since the epoch. */
export function useServerClock(): () => number {
  const given = useContext(ClockContext)
  const desk = useContext(ConsoleContext)?.desk
  return useMemo(() => {
    if (given) return given
    if (!desk) throw new Error('useServerClock outside a desk')
    return () => serverNow(desk)
  }, [given, desk])
}

/** Whether this agent's role takes and makes calls. The others watch. */
export const useAnswersCalls = (): boolean => answersCalls(useConsole().me.role)

type Same<T> = (a: T, b: T) => boolean

/** Draws again when what is selected changes. @param same `shallowEqual` for a selected array */
export const useDesk = <T>(select: (desk: DeskStoreState) => T, same?: Same<T>): T =>
  useSelector(useConsole().desk, ({ context }) => select(context), same)

export const useDeskSettings = <T>(select: (settings: DeskSettings) => T): T =>
  useSelector(useConsole().deskSettings, ({ context }) => select(context))

export const useSections = <T>(select: (sections: DeskSections) => T, same?: Same<T>): T =>
  useDesk(({ sections }) => select(sections), same)

/** How the screen names an agent or a number; `you` for the agent at this desk. */
export function useNames(): (who: string) => string {
  const { me } = useConsole()
  const names = useDesk(({ confirmed }) => confirmed.names)
  return useMemo(() => {
    const nameOf = nameIn(names)
    return (who) => (who === me.agentId || who === `agent:${me.agentId}` ? you() : nameOf(who))
  }, [names, me.agentId])
}
