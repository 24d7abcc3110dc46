import { Office } from '../../coordinator/protocol/office/settings.ts'
import { requestApi } from '../api/request.ts'
import type { EditedOffice } from './draft.ts'

const AGAIN_AFTER_MS = 10_000

/** The office as it is: read when the feed begins, then kept up by it. */
export class OfficeDraftStore {
  #office: Office | null = null
  #timer: ReturnType<typeof setTimeout> | undefined
  readonly #listeners = new Set<() => void>()

  /** What is half written, while another page is looked at. */
  edited: EditedOffice | null = null

  /** Null until it was read. */
  readonly office = (): Office | null => this.#office

  readonly subscribe = (listener: () => void): (() => void) => {
    this.#listeners.add(listener)
    return () => this.#listeners.delete(listener)
  }

  readonly set = (office: Office) => {
    this.#office = office
    for (const listener of this.#listeners) listener()
  }

  /** The feed begins anew: it may have changed meanwhile. */
  snapshot() {
    clearTimeout(this.#timer)
    const before = this.#office
    requestApi('/api/office', Office)
      .then((office) => {
        // The feed was faster than the answer.
        if (this.#office === before) this.set(office)
      })
      .catch((error: unknown) => {
        console.warn('The office could not be read', error)
        this.#timer = setTimeout(() => this.snapshot(), AGAIN_AFTER_MS)
      })
  }

  close() {
    clearTimeout(this.#timer)
  }
}
