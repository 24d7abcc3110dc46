import { createStore } from '@xstate/store'
import { Today } from '../../coordinator/protocol/today.ts'
import { requestApi } from '../api/request.ts'
import { retryingRead } from '../api/retrying-read.ts'
import type { DeskStore } from '../feed/desk-store.ts'

export type TodayStore = ReturnType<typeof createTodayStore>

/** At midnight the day begins anew, also where no call ends. */
const EVERY_MS = 600_000
/** The server counts once a second, and consoles do not all ask at the same moment. */
const AFTER_AN_END_MS = 1_500
const SPREAD_MS = 3_000

/** The figures of the day, as the server counts them. */
export function createTodayStore() {
  const context: { today: Today | null } = { today: null }
  return createStore({
    context,
    on: { todayRead: (_, { today }: { today: Today }) => ({ today }) },
  })
}

/** Reads the figures now, and soon after calls have ended. @returns ends that */
export function followToday(desk: DeskStore, store: TodayStore): () => void {
  const read = retryingRead(
    'The figures of the day',
    () => requestApi('/api/today', Today),
    (today) => store.trigger.todayRead({ today }),
  )
  let soon: ReturnType<typeof setTimeout> | undefined
  const readSoon = () => {
    soon ??= setTimeout(
      () => {
        soon = undefined
        read.start()
      },
      AFTER_AN_END_MS + Math.random() * SPREAD_MS,
    )
  }
  const ended = desk.on('callChanged', ({ before, after }) => {
    if (before?.status !== 'ended' && (after === undefined || after.status === 'ended')) readSoon()
  })
  const regularly = setInterval(read.start, EVERY_MS)
  read.start()
  return () => {
    ended.unsubscribe()
    clearInterval(regularly)
    clearTimeout(soon)
    read.stop()
  }
}
