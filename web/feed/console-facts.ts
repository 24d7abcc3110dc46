import type { ConsoleFacts } from '../../coordinator/protocol/reachability.ts'

/** What this page knows of itself, now and whenever it changes. */
export interface FactsSource {
  get: () => ConsoleFacts
  /** @returns how to end it */
  subscribe: (listener: () => void) => () => void
}
