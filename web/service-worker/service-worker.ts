/**
 * Brings clicks on notifications to a desk, and shows a page of its own when the server cannot be reached. It stores no
 * answer of the server, so it never serves an old build.
 */
import type {
  DeskAnswer,
  DeskMessage,
  NotificationAbout,
  NotificationClick,
  WorkerMessage,
} from './messages.ts'
import { inTurn } from './notification-turn.ts'
import { offlinePage } from './offline-page.ts'

declare const self: ServiceWorkerGlobalScope

/** Desks answer at once. One that does not is frozen, and Firefox lets a worker show a page only for a second after the click. */
const ANSWERS_WITHIN_MS = 400
/** A click that found no desk is for one that opens within this time. */
const KEPT_MS = 60_000

/** A page that leaves is listed a moment longer. One that was only reloaded is listed again by then. */
const GONE_AFTER_MS = 500

/** A proxy says so of a server that does not answer it. */
const AWAY: ReadonlySet<number> = new Set([502, 503, 504])

let unheard: NotificationClick | null = null

self.addEventListener('install', (event) => {
  event.waitUntil(Promise.all([self.skipWaiting(), letAllElsePass(event)]))
})
self.addEventListener('activate', (event) => event.waitUntil(self.clients.claim()))

/** Where the browser can be told, requests that are not for a page do not even wake this worker. */
async function letAllElsePass(event: ExtendableEvent) {
  const modes = ['cors', 'no-cors', 'same-origin'].map((requestMode) => ({ requestMode }))
  if ('addRoutes' in event && typeof event.addRoutes === 'function')
    await event.addRoutes({ condition: { or: modes }, source: 'network' })
}

self.addEventListener('fetch', (event) => {
  const { request } = event
  if (request.mode === 'navigate' && request.method === 'GET' && isOfConsole(request.url))
    event.respondWith(pageOrWhyNot(request))
})

async function pageOrWhyNot(request: Request): Promise<Response> {
  try {
    const answer = await fetch(request)
    return AWAY.has(answer.status) ? offlinePage() : answer
  } catch {
    return offlinePage()
  }
}

self.addEventListener('notificationclick', (event) => event.waitUntil(clicked(event)))
self.addEventListener('notificationclose', ({ notification }) => {
  const about = aboutIn(notification.data)
  if (about) void tellAll({ type: 'dismissed', offer: about.offer })
})

async function clicked({ notification, action }: NotificationEvent) {
  const about = aboutIn(notification.data)
  notification.close()
  if (!about) return
  const click: NotificationClick = { type: 'clicked', action: actionIn(action), about, at: Date.now() }
  const pages = await consolePages()
  const desk = await ablestDesk(pages, about.agentId)
  // Declining needs no look at the desk.
  if (desk && click.action === 'decline') return desk.postMessage(click)
  if (desk) return show(desk, click)
  // There is nobody left to ring at.
  if (click.action === 'decline') return
  unheard = click
  const [page] = pages
  if (page) return show(page, click)
  await self.clients.openWindow('/')
}

/** A page that is frozen gets the click when it wakes, and decides whether it is too old. */
async function show(page: WindowClient, click: NotificationClick) {
  page.postMessage(click)
  await page
    .focus()
    .catch((error: unknown) => console.warn('The desk could not be brought to the front', error))
}

/** The desk of this agent that can answer best. Null: none of the pages is one. */
async function ablestDesk(pages: readonly WindowClient[], agentId: string): Promise<WindowClient | null> {
  const desks = await Promise.all(pages.map(async (page) => ({ page, rank: await rankOf(page, agentId) })))
  const [best] = desks.filter(({ rank }) => rank > 0).sort((one, other) => other.rank - one.rank)
  return best?.page ?? null
}

/** 0: the page is no desk of this agent, or is not awake. */
function rankOf(page: WindowClient, agentId: string): Promise<number> {
  return new Promise((resolve) => {
    const { port1, port2 } = new MessageChannel()
    const timer = setTimeout(() => resolve(0), ANSWERS_WITHIN_MS)
    port1.onmessage = ({ data }: MessageEvent<DeskAnswer>) => {
      clearTimeout(timer)
      resolve(data.rank)
    }
    const question: WorkerMessage = { type: 'whoAnswers', agentId }
    page.postMessage(question, [port2])
  })
}

self.addEventListener('message', (event) => {
  const message: DeskMessage = event.data
  if (message.type === 'opened') handOver(message.agentId, event.source)
  if (message.type === 'heard' && message.at === unheard?.at) unheard = null
  if (message.type === 'leaves') event.waitUntil(clearAfterLast())
})

/** A desk is open now: it gets the click that found none. */
function handOver(agentId: string, desk: ExtendableMessageEvent['source']) {
  const click = unheard
  if (!click || click.about.agentId !== agentId) return
  if (Date.now() - click.at < KEPT_MS) desk?.postMessage(click)
}

/** When the last page has gone, nobody closes the notifications of calls any more. */
async function clearAfterLast() {
  await new Promise((resolve) => setTimeout(resolve, GONE_AFTER_MS))
  if ((await consolePages()).length > 0) return
  for (const notification of await inTurn(() => self.registration.getNotifications())) notification.close()
}

async function tellAll(message: WorkerMessage) {
  for (const page of await consolePages()) page.postMessage(message)
}

async function consolePages(): Promise<readonly WindowClient[]> {
  const pages = await self.clients.matchAll({ type: 'window', includeUncontrolled: true })
  return pages.filter(({ url }) => isOfConsole(url))
}

/** The job board and what is downloaded are no pages of the console. */
const isOfConsole = (url: string) => !/^\/(api|ops)\//.test(new URL(url).pathname)

const actionIn = (action: string): NotificationClick['action'] =>
  action === 'answer' || action === 'decline' ? action : 'show'

/** Null for a notification that another build has shown in another way. */
function aboutIn(data: unknown): NotificationAbout | null {
  const known = typeof data === 'object' && data !== null && 'agentId' in data && 'callSid' in data
  return known ? (data as NotificationAbout) : null
}
