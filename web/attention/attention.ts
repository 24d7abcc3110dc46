import type { CallCommand } from '../../coordinator/protocol/call-commands.ts'
import type { RingingCall } from '../calls/desk-sections.ts'
import { isOnLine } from '../calls/desk-sections.ts'
import { nameIn } from '../calls/format.ts'
import type { DeskStore } from '../feed/desk-store.ts'
import type { StreamStore } from '../feed/stream-store.ts'
import type { NoticeStore } from '../notices/notices.ts'
import { openPage } from '../pages/page.ts'
import type { PageStore } from '../ready/page-store.ts'
import { tellDeaf } from '../ready/tell-deaf.ts'
import type { RingtonePlayer } from '../ring/ringtone-player.ts'
import type { DeskMessage, WorkerMessage } from '../service-worker/messages.ts'
import type { Softphone } from '../softphone/softphone.ts'
import { followBadges } from './badges.ts'
import { createCallNotifications } from './call-notifications.ts'
import { createClicks } from './clicks.ts'
import { ringNotification } from './ring-notification.ts'
import { openTray, type Tray } from './tray.ts'

const NONE: readonly RingingCall[] = []

export interface AttentionDeps {
  desk: DeskStore
  softphone: Softphone
  page: PageStore
  stream: StreamStore
  ringer: RingtonePlayer
  notices: NoticeStore
  command: (callSid: string, command: CallCommand) => Promise<boolean>
}

/** Tells an agent who looks elsewhere that a call rings, or can no longer ring: by notifications and badges. Returns how to stop. */
export function followAttention(deps: AttentionDeps): () => void {
  const stops = [followBadges(deps.desk)]
  let stopped = false
  const add = (stop: () => void) => {
    if (stopped) stop()
    else stops.push(stop)
  }
  void openTray().then((tray) => {
    const { stop, dismissed } = notify(tray, deps)
    add(stop)
    add(hearWorker(deps, dismissed))
  })
  return () => {
    stopped = true
    for (const stop of stops) stop()
  }
}

function notify(tray: Tray, { desk, page, stream, ringer }: AttentionDeps) {
  const notifications = createCallNotifications(tray, (ringing) => {
    const { sections, me, confirmed } = desk.getSnapshot().context
    return ringNotification(ringing, {
      agentId: me,
      nameOf: nameIn(confirmed.names),
      talking: isOnLine(sections),
      rings: ringer.plays,
    })
  })
  const follow = () => {
    const { visible, quiet } = page.getSnapshot().context.facts
    notifications.follow({
      ringing: quiet ? NONE : desk.getSnapshot().context.sections.ringing,
      seen: visible,
      shows: stream.getSnapshot().context.appointed,
    })
  }
  const following = [desk.subscribe(follow), page.subscribe(follow), stream.subscribe(follow)]
  const stopTelling = tellDeaf({ desk, page, stream, tray })
  follow()
  return {
    dismissed: notifications.dismissed,
    stop: () => {
      stopTelling()
      for (const { unsubscribe } of following) unsubscribe()
      void tray.closeAllBut(() => false)
    },
  }
}

/** Takes the clicks that the service worker brings. Returns how to stop. */
function hearWorker(deps: AttentionDeps, dismissed: (offer: string) => void): () => void {
  const worker = navigator.serviceWorker
  if (!worker) return () => {}
  const { me } = deps.desk.getSnapshot().context
  const clicks = createClicks({
    ...deps,
    openPage,
    isSeen: () => document.visibilityState === 'visible',
    now: Date.now,
  })
  const stopping = new AbortController()
  const { signal } = stopping
  const tell = (message: DeskMessage) =>
    void worker.getRegistration().then((it) => it?.active?.postMessage(message))

  worker.addEventListener(
    'message',
    ({ data, ports: [port] }: MessageEvent<WorkerMessage>) => {
      switch (data.type) {
        case 'whoAnswers':
          if (data.agentId === me) port?.postMessage({ rank: clicks.rank() })
          return
        case 'dismissed':
          return dismissed(data.offer)
        case 'clicked':
          tell({ type: 'heard', at: data.at })
          return void clicks.clicked(data)
      }
    },
    { signal },
  )
  worker.startMessages()
  tell({ type: 'opened', agentId: me })
  // A page that goes waits for nothing.
  const { controller } = worker
  addEventListener('pagehide', () => (worker.controller ?? controller)?.postMessage({ type: 'leaves' }), {
    signal,
  })
  return () => stopping.abort()
}
