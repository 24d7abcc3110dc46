import type { z } from 'zod'
import { FeedEvents, StreamOpening } from '../../coordinator/protocol/feed.ts'
import { diagnostics } from '../diagnostics.ts'
import type { OfficeSettingsStore } from '../office/office-store.ts'
import type { VoicemailStore } from '../voicemail/voicemail-store.ts'
import type { Connection, DeskStore } from './desk-store.ts'
import { browserTimers, StreamWatchdog } from './stream-watchdog.ts'

/** Shown as offline when the stream has been away for this long. */
const OFFLINE_AFTER_MS = 6_000
const FIRST_RETRY_MS = 500
const LONGEST_RETRY_MS = 15_000

export interface FollowFeedDeps {
  desk: DeskStore
  voicemails: VoicemailStore
  office: OfficeSettingsStore
  /** Runs after each snapshot, for what a snapshot does not contain. */
  onSnapshot: () => void
  /** Called at the beginning of each stream with the protocol of the server. */
  onProtocol: (protocol: number) => void
  /** Called when the server refuses the stream: true when the session is over. */
  isSignedOut: () => Promise<boolean>
  onSignedOut: () => void
}

/**
 * Keeps the stream open while the agent is signed in. The browser's own EventSource resends `Last-Event-ID`
 * after a short break. Where it gives up (any answer but 200), this opens a new stream, with growing delays,
 * and gets a new snapshot. So it does when a stream stands and brings nothing, which an EventSource does not notice.
 * The desk is live only when the stream has proven itself.
 */
export function followFeed(deps: FollowFeedDeps): { reopen: () => void; close: () => void } {
  const { desk, voicemails, office } = deps
  let source: EventSource | null = null
  let retryMs = FIRST_RETRY_MS
  let retryTimer: ReturnType<typeof setTimeout> | undefined
  let offlineTimer: ReturnType<typeof setTimeout> | undefined
  let closed = false
  const watchdog = new StreamWatchdog(browserTimers, (wasLive) => {
    source?.close()
    lost()
    if (wasLive) start()
    else startLater()
  })

  const show = (connection: Connection) => desk.trigger.connectionChanged({ connection })
  const lost = () => {
    const { connection, known } = desk.getSnapshot().context
    if (connection === 'offline') return
    show(known ? 'reconnecting' : 'connecting')
    offlineTimer ??= setTimeout(() => show('offline'), OFFLINE_AFTER_MS)
  }
  const live = () => {
    clearTimeout(offlineTimer)
    offlineTimer = undefined
    retryMs = FIRST_RETRY_MS
    watchdog.proven()
    show('live')
  }

  function startLater() {
    retryTimer = setTimeout(start, retryMs * (0.75 + Math.random() / 2))
    retryMs = Math.min(retryMs * 2, LONGEST_RETRY_MS)
  }
  const retryLater = async () => {
    const signedOut = await deps.isSignedOut().catch(() => false)
    if (closed) return
    if (!signedOut) return startLater()
    close()
    deps.onSignedOut()
  }

  function start() {
    clearTimeout(retryTimer)
    source?.close()
    watchdog.requested()
    const opened = new EventSource('/api/events')
    source = opened
    opened.onopen = () => {
      watchdog.opened()
      // Where the store is out of reach, the stream says so next.
      desk.trigger.storeReachabilityChanged({ reachable: true })
    }
    opened.onerror = () => {
      lost()
      if (opened.readyState !== EventSource.CLOSED) return watchdog.requested()
      watchdog.rest()
      void retryLater()
    }
    // The snapshot of another version may be unreadable, except for this.
    for (const name of ['snapshot', 'beat'])
      opened.addEventListener(name, ({ data }) => {
        const opening = StreamOpening.safeParse(jsonIn(data)).data
        if (opening) deps.onProtocol(opening.protocol)
      })
    const on = <T>(name: string, schema: z.ZodType<T>, apply: (it: T) => void) =>
      opened.addEventListener(name, ({ data }) => {
        watchdog.heard()
        const parsed = schema.safeParse(jsonIn(data))
        if (parsed.success) apply(parsed.data)
        else skipped(name, parsed.error)
      })
    on('snapshot', FeedEvents.snapshot, (snapshot) => {
      desk.trigger.snapshotReceived({ snapshot })
      live()
      deps.onSnapshot()
    })
    on('beat', FeedEvents.beat, ({ consoleId }) => {
      if (consoleId !== undefined) live()
    })
    on('call', FeedEvents.call, (call) => desk.trigger.callReceived({ call }))
    on('agent', FeedEvents.agent, (agent) => desk.trigger.agentReceived({ agent }))
    on('voicemail', FeedEvents.voicemail, (update) => voicemails.trigger.updateReceived({ update }))
    on('office', FeedEvents.office, (it) => office.trigger.officeReceived({ office: it }))
    on('store', FeedEvents.store, (status) => desk.trigger.storeReachabilityChanged(status))
    // An event with a name that nobody listens to is skipped by the browser itself.
    opened.onmessage = () => skipped('message')
  }

  function close() {
    closed = true
    clearTimeout(retryTimer)
    clearTimeout(offlineTimer)
    watchdog.rest()
    source?.close()
  }

  start()
  return {
    /** For a stream that another request has shown to be dead. */
    reopen: () => {
      if (closed) return
      lost()
      start()
    },
    close,
  }
}

function jsonIn(data: string): unknown {
  try {
    return JSON.parse(data)
  } catch {
    return undefined
  }
}

/** A newer server may send what this page does not know. The stream goes on. */
function skipped(name: string, why?: Error) {
  diagnostics.skippedEvents += 1
  console.warn(`The feed sent an event, ${name}, that this page does not understand`, why ?? '')
}
