import { createStore } from '@xstate/store'
import { browserMemory } from '../storage.ts'
import { NO_QUIET_HOURS, QuietHours } from './quiet-hours.ts'

export type QuietHoursStore = ReturnType<typeof createQuietHoursStore>

/** The quiet hours of one agent in this browser, which remembers them for all its tabs. */
export function createQuietHoursStore(agentId: string, memory = browserMemory) {
  const key = `switchyard-quiet-hours-${agentId}`
  const remembered = () => QuietHours.safeParse(jsonIn(memory.read(key))).data
  return createStore({
    context: { hours: remembered() ?? NO_QUIET_HOURS },
    on: {
      /** An exception is made of the hours as they were: with others it is forgotten. */
      changed: ({ hours }, { part }: { part: Partial<QuietHours> }, { effect }) => {
        const changed = { ...hours, ringsUntil: null, ...part }
        effect(() => memory.write(key, JSON.stringify(changed)))
        return { hours: changed }
      },
      /** Another tab may have changed them. A browser that remembers nothing leaves them as they are. */
      readAgain: ({ hours }) => ({ hours: remembered() ?? hours }),
    },
  })
}

function jsonIn(text: string | null): unknown {
  try {
    return text === null ? undefined : JSON.parse(text)
  } catch {
    return undefined
  }
}
