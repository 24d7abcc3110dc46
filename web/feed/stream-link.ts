import type { HostMessage, TabMessage } from './stream-messages.ts'

/** A tab's way to the host of its stream. */
export interface StreamLink {
  post: (message: TabMessage) => void
  /** Leaves the host. */
  close: () => void
}

export interface StreamLinkEvents {
  onMessage: (message: HostMessage) => void
  /** Another host answers from now on, or this page is back: the tab must join. */
  onHost: () => void
  /** This way leads nowhere. */
  onFailed: () => void
}

/** @throws when the browser refuses it */
export type OpenLink = (events: StreamLinkEvents) => StreamLink

/**
 * Tells when this page goes or is frozen, and when it is back. Its host hears of that in no other way. In browsers without
 * these events, a beat without an answer shows it.
 * @returns how to end it
 */
export function followPage(onGone: () => void, onBack: () => void): () => void {
  const stopping = new AbortController()
  const { signal } = stopping
  addEventListener('pagehide', onGone, { signal })
  addEventListener('pageshow', ({ persisted }) => persisted && onBack(), { signal })
  document.addEventListener('freeze', onGone, { signal })
  document.addEventListener('resume', onBack, { signal })
  return () => stopping.abort()
}
