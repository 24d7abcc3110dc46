import type { CallView } from '../../coordinator/protocol/call-view.ts'
import type { DeskStore } from '../feed/desk-store.ts'
import { fetchHistory, withEnded } from './history.ts'

const AGAIN_AFTER_MS = 10_000

/** Ended calls: read once, then kept up by the feed. */
export class HistoryStore {
  #list: readonly CallView[] = []
  #timer: ReturnType<typeof setTimeout> | undefined
  readonly #listeners = new Set<() => void>()
  readonly #stop: () => void

  constructor(store: DeskStore) {
    this.#stop = store.onCall((_, after) => {
      if (after?.status === 'ended') this.#set(withEnded(this.#list, after))
    })
    this.#load()
  }

  readonly list = (): readonly CallView[] => this.#list

  readonly subscribe = (listener: () => void): (() => void) => {
    this.#listeners.add(listener)
    return () => this.#listeners.delete(listener)
  }

  close() {
    clearTimeout(this.#timer)
    this.#stop()
  }

  #load() {
    fetchHistory()
      .then((history) => this.#set(this.#list.reduce(withEnded, history)))
      .catch((error: unknown) => {
        console.warn('The history could not be read', error)
        this.#timer = setTimeout(() => this.#load(), AGAIN_AFTER_MS)
      })
  }

  #set(list: readonly CallView[]) {
    this.#list = list
    for (const listener of this.#listeners) listener()
  }
}
