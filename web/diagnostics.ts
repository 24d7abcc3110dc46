/**
 * What a test, or a supporter with the browser's console open, can read of a running desk:
 * `window.__switchyard`. Nothing in the product reads it.
 */
export interface Diagnostics {
  /** The browser's media statistics, once a second for each leg. Newest last. */
  samples: MediaSample[]
  /** When the card of a call left a section of this screen. Newest last. */
  cleared: ClearedCard[]
  /** `live`, `reconnecting`, … */
  connection: string
  /** Events of the feed that this page did not understand. */
  skippedEvents: number
  /** The softphone's state in one word. */
  softphone: string
  /** The tone that sounds, if any. */
  ringing: string | null
}

export interface MediaSample {
  callSid: string
  /** Milliseconds since the epoch, this browser's clock. */
  at: number
  /** Totals since the leg began. */
  bytesSent: number
  bytesReceived: number
  packetsSent: number
  packetsReceived: number
  /** Between 0 and 32767, what the other side says. */
  audioOutputLevel: number
}

export interface ClearedCard {
  callSid: string
  section: string
  /** Milliseconds since the epoch, this browser's clock. */
  at: number
}

declare global {
  interface Window {
    __switchyard?: Diagnostics
  }
}

const KEPT = 120

export const diagnostics: Diagnostics = {
  samples: [],
  cleared: [],
  connection: 'connecting',
  skippedEvents: 0,
  softphone: 'idle',
  ringing: null,
}

export function keepSample(sample: MediaSample) {
  diagnostics.samples = [...diagnostics.samples.slice(1 - KEPT), sample]
}

export function keepCleared(card: ClearedCard) {
  diagnostics.cleared = [...diagnostics.cleared.slice(1 - KEPT), card]
}
