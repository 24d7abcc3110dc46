import type { DeskChange } from './desk-data.ts'
import type { DeskStore } from './desk-store.ts'

/**
 * Applies what the feed brings. The first change is applied at once, so a ring does not wait. What comes until the next
 * frame is drawn is applied together then. So a page that has fallen behind catches up in one step.
 */
export class FrameChanges {
  #waiting: DeskChange[] = []
  #untilFrame = false

  constructor(
    private readonly desk: Pick<DeskStore, 'trigger'>,
    private readonly nextFrame: (then: () => void) => void,
  ) {}

  add(change: DeskChange) {
    this.#waiting.push(change)
    if (!this.#untilFrame) this.flush()
  }

  /** Applies what waits. A snapshot must come after all that the feed sent before it. */
  flush() {
    if (this.#waiting.length === 0) return
    const changes = this.#waiting
    this.#waiting = []
    if (!this.#untilFrame) {
      this.#untilFrame = true
      this.nextFrame(() => {
        this.#untilFrame = false
        this.flush()
      })
    }
    this.desk.trigger.changesReceived({ changes })
  }
}
