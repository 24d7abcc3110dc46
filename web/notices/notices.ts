import type { ClearedReason } from './cleared-reason.ts'

export interface Notice extends ClearedReason {
  id: number
  detail: string | null
}

const SHOWN_MS = 6_000
const SHOWN_BAD_MS = 10_000
const AT_MOST = 4

/** The short list of what just happened, newest last. */
export class Notices {
  #list: readonly Notice[] = []
  #nextId = 1
  readonly #listeners = new Set<() => void>()

  readonly list = (): readonly Notice[] => this.#list

  readonly subscribe = (listener: () => void): (() => void) => {
    this.#listeners.add(listener)
    return () => this.#listeners.delete(listener)
  }

  show(reason: ClearedReason, detail: string | null = null) {
    const notice = { ...reason, detail, id: this.#nextId++ }
    this.#set([...this.#list, notice].slice(-AT_MOST))
    setTimeout(() => this.dismiss(notice.id), reason.tone === 'bad' ? SHOWN_BAD_MS : SHOWN_MS)
  }

  readonly dismiss = (id: number) => {
    if (this.#list.some((it) => it.id === id)) this.#set(this.#list.filter((it) => it.id !== id))
  }

  #set(list: readonly Notice[]) {
    this.#list = list
    for (const listener of this.#listeners) listener()
  }
}
