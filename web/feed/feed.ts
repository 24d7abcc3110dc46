import type { z } from 'zod'
import { FeedEvents } from '../../coordinator/protocol/feed.ts'
import type { OfficeSettingsStore } from '../office/office-store.ts'
import type { VoicemailStore } from '../voicemail/voicemail-store.ts'
import type { Connection, DeskStore } from './desk-store.ts'

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
  /** Called when the server refuses the stream: true when the session is over. */
  isSignedOut: () => Promise<boolean>
  onSignedOut: () => void
}

/**
 * Keeps the stream open while the agent is signed in. The browser's own EventSource resends `Last-Event-ID`
 * after a short break. Where it gives up (any answer but 200), this opens a new stream, with growing delays,
 * and gets a new snapshot.
 */
export function followFeed(deps: FollowFeedDeps): { reopen: () => void; close: () => void } {
  const { desk, voicemails, office } = deps
  let source: EventSource | null = null
  let retryMs = FIRST_RETRY_MS
  let retryTimer: ReturnType<typeof setTimeout> | undefined
  let offlineTimer: ReturnType<typeof setTimeout> | undefined
  let closed = false

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
    // Where the store is out of reach, the stream says so next.
    desk.trigger.storeReachabilityChanged({ reachable: true })
    show('live')
  }

  const retryLater = async () => {
    const signedOut = await deps.isSignedOut().catch(() => false)
    if (closed) return
    if (signedOut) {
      close()
      deps.onSignedOut()
      return
    }
    retryTimer = setTimeout(start, retryMs * (0.75 + Math.random() / 2))
    retryMs = Math.min(retryMs * 2, LONGEST_RETRY_MS)
  }

  function start() {
    clearTimeout(retryTimer)
    source?.close()
    const opened = new EventSource('/api/events')
    source = opened
    opened.onopen = live
    opened.onerror = () => {
      lost()
      if (opened.readyState === EventSource.CLOSED) void retryLater()
    }
    listen(opened, 'snapshot', FeedEvents.snapshot, (snapshot) => {
      desk.trigger.snapshotReceived({ snapshot })
      deps.onSnapshot()
    })
    listen(opened, 'call', FeedEvents.call, (call) => desk.trigger.callReceived({ call }))
    listen(opened, 'agent', FeedEvents.agent, (agent) => desk.trigger.agentReceived({ agent }))
    listen(opened, 'voicemail', FeedEvents.voicemail, (update) =>
      voicemails.trigger.updateReceived({ update }),
    )
    listen(opened, 'office', FeedEvents.office, (it) => office.trigger.officeReceived({ office: it }))
    listen(opened, 'store', FeedEvents.store, (status) => desk.trigger.storeReachabilityChanged(status))
  }

  function close() {
    closed = true
    clearTimeout(retryTimer)
    clearTimeout(offlineTimer)
    source?.close()
  }

  start()
  return {
    /** For a stream that brings neither data nor an error any more. */
    reopen: () => {
      if (closed) return
      lost()
      start()
    },
    close,
  }
}

function listen<T>(source: EventSource, name: string, schema: z.ZodType<T>, apply: (it: T) => void) {
  source.addEventListener(name, (event) => {
    const parsed = schema.safeParse(JSON.parse(event.data))
    if (parsed.success) apply(parsed.data)
    else console.error(`The feed sent a ${name} that this console does not understand`, parsed.error)
  })
}
