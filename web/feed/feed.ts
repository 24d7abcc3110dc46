import type { z } from 'zod'
import { FeedEvents } from '../../coordinator/protocol/feed.ts'
import type { OfficeDraftStore } from '../office/office-store.ts'
import type { VoicemailStore } from '../voicemail/voicemail-store.ts'
import type { DeskStore } from './desk-store.ts'

/** Shown as offline when the stream has been away for this long. */
const OFFLINE_AFTER_MS = 6_000
const FIRST_RETRY_MS = 500
const LONGEST_RETRY_MS = 15_000

export interface FeedOptions {
  store: DeskStore
  voicemails: VoicemailStore
  office: OfficeDraftStore
  /** Asked when the stream is refused: true when the session is over. */
  isSignedOut: () => Promise<boolean>
  onSignedOut: () => void
  open?: () => EventSource
}

/**
 * Keeps the stream open for as long as somebody is signed in. The browser's own EventSource resends
 * `Last-Event-ID` on a short break; where it gives up (any answer but 200) we open a new one, ever more
 * slowly, and get a fresh snapshot.
 */
export function followFeed(options: FeedOptions): { reopen: () => void; close: () => void } {
  const { store, voicemails, office } = options
  const open = options.open ?? (() => new EventSource('/api/events'))
  let source: EventSource | null = null
  let retryMs = FIRST_RETRY_MS
  let retryTimer: ReturnType<typeof setTimeout> | undefined
  let offlineTimer: ReturnType<typeof setTimeout> | undefined
  let closed = false

  const lost = () => {
    if (store.state().connection === 'offline') return
    store.connection(store.state().known ? 'reconnecting' : 'connecting')
    offlineTimer ??= setTimeout(() => store.connection('offline'), OFFLINE_AFTER_MS)
  }
  const live = () => {
    clearTimeout(offlineTimer)
    offlineTimer = undefined
    retryMs = FIRST_RETRY_MS
    // Where it is not so, the stream says it next.
    store.storeReachable(true)
    store.connection('live')
  }

  const retryLater = async () => {
    const signedOut = await options.isSignedOut().catch(() => false)
    if (closed) return
    if (signedOut) {
      close()
      options.onSignedOut()
      return
    }
    retryTimer = setTimeout(start, retryMs * (0.75 + Math.random() / 2))
    retryMs = Math.min(retryMs * 2, LONGEST_RETRY_MS)
  }

  function start() {
    clearTimeout(retryTimer)
    source?.close()
    const opened = open()
    source = opened
    opened.onopen = live
    opened.onerror = () => {
      lost()
      if (opened.readyState === EventSource.CLOSED) void retryLater()
    }
    listen(opened, 'snapshot', FeedEvents.snapshot, (it) => {
      store.snapshot(it)
      voicemails.snapshot()
      office.snapshot()
    })
    listen(opened, 'call', FeedEvents.call, (it) => store.call(it))
    listen(opened, 'agent', FeedEvents.agent, (it) => store.agent(it))
    listen(opened, 'voicemail', FeedEvents.voicemail, (it) => voicemails.news(it))
    listen(opened, 'office', FeedEvents.office, office.set)
    listen(opened, 'store', FeedEvents.store, ({ reachable }) => store.storeReachable(reachable))
  }

  function close() {
    closed = true
    clearTimeout(retryTimer)
    clearTimeout(offlineTimer)
    source?.close()
  }

  start()
  return {
    /** For a stream that is dead without knowing it: no data arrives and no error either. */
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
