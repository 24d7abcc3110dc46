import { BrowserPort } from '../media/browser-port.ts'
import type { Leg, LegDevice } from './leg.ts'

/** The telephone of somebody at the callers' page: the page's microphone and loudspeaker, over WebRTC. */
export class PagePhone implements LegDevice {
  private readonly port = new BrowserPort()
  private speaking = true

  /** @returns the answer to the page's offer. Rejects when that is none */
  answer(offer: string): Promise<string> {
    return this.port.answer(offer)
  }

  /**
   * Ends the leg once nothing has come from the page for so long, as a telephone network does with a phone that it
   * cannot reach. A page that never came through is let be: its call may still be looked at and ended by hand.
   */
  watch(leg: Leg, patienceMs: number): void {
    const timer = setInterval(() => {
      const { heardAt } = this.port
      if (heardAt !== null && performance.now() - heardAt > patienceMs) leg.drop()
    }, patienceMs / 4)
    leg.over.addEventListener('abort', () => clearInterval(timer), { once: true })
  }

  answered(): void {
    // The page hears that the call is answered.
  }

  released(): void {
    this.port.close()
  }

  vanish(): void {
    this.port.close()
  }

  speak(speaking: boolean): void {
    this.speaking = speaking
  }

  read(): Int16Array | null {
    const frame = this.port.read()
    return this.speaking ? frame : null
  }

  write(frame: Int16Array, step: number): void {
    this.port.write(frame, step)
  }
}
