import type { AudioPort } from './leg-audio.ts'
import { FRAME } from './pcm.ts'
import { CALLER_MELODY } from './sources.ts'

/** The audio of a simulated phone: it hums a melody and hears without ears. */
export class PhonePort implements AudioPort {
  speaking = true
  private at = Math.floor(Math.random() * CALLER_MELODY.length)

  read(): Int16Array | null {
    if (!this.speaking) return null
    const frame = new Int16Array(FRAME)
    for (let i = 0; i < FRAME; i += 1) frame[i] = CALLER_MELODY[(this.at + i) % CALLER_MELODY.length] ?? 0
    this.at = (this.at + FRAME) % CALLER_MELODY.length
    return frame
  }

  write(): void {
    // The line measures what is heard; nobody listens behind it.
  }
}
