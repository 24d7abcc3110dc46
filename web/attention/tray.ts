/// <reference types="vite/client" />
import { t } from '../language/text.ts'
import icon from '../public/icons/icon-192.png?inline'
import type { NotificationAbout } from '../service-worker/messages.ts'
import { inTurn } from '../service-worker/notification-turn.ts'

/** A system notification. */
export interface TrayNotification {
  title: string
  body: string
  about: NotificationAbout
  /** A later one with the same tag takes its place. */
  tag: string
  /** What can be pressed on it, where the browser shows keys. */
  actions: readonly ('answer' | 'decline')[]
  /** It stays until somebody closes it. */
  stays: boolean
  /** The system makes no sound of its own. */
  silent: boolean
}

/** The notifications of this browser that are ours. */
export interface Tray {
  /** Shows it if the agent and the browser allow notifications. Otherwise does nothing. */
  show: (notification: TrayNotification) => Promise<void>
  /** Closes those that are not wanted. */
  closeAllBut: (isWanted: (about: NotificationAbout) => boolean) => Promise<void>
}

const WORKER = '/service-worker.js'
const READY_WITHIN_MS = 10_000
const keys = { answer: 'button.answer', decline: 'button.decline' } as const

const isAllowed = () => 'Notification' in window && Notification.permission === 'granted'

/** Through the service worker, where the browser has one; else by this page alone, without keys. */
export async function openTray(): Promise<Tray> {
  const registration = await register().catch((error: unknown) => {
    console.warn('There is no service worker: notifications have no keys', error)
    return null
  })
  return registration ? workerTray(registration) : pageTray()
}

async function register(): Promise<ServiceWorkerRegistration> {
  await navigator.serviceWorker.register(WORKER)
  // `ready` waits for ever for a worker that cannot be installed.
  const late = new Promise<never>((_, reject) =>
    setTimeout(() => reject(new Error('It is not ready in time')), READY_WITHIN_MS),
  )
  return Promise.race([navigator.serviceWorker.ready, late])
}

/** The icon is part of the console: a server that hangs holds no notification back. */
function workerTray(registration: ServiceWorkerRegistration): Tray {
  return {
    async show({ title, body, about, tag, actions, stays, silent }) {
      if (!isAllowed()) return
      const options = {
        ...{ body, tag, silent, icon, data: about, requireInteraction: stays },
        actions: actions.map((action) => ({ action, title: t(keys[action]) })),
      }
      await inTurn(() => registration.showNotification(title, options))
    },
    async closeAllBut(isWanted) {
      for (const notification of await inTurn(() => registration.getNotifications()))
        if (!isWanted(notification.data)) notification.close()
    },
  }
}

/** Chrome on Android has the constructor, which throws. A click brings this page to the front. */
function pageTray(): Tray {
  const shown = new Map<Notification, NotificationAbout>()
  return {
    async show({ title, body, about, tag, stays, silent }) {
      if (!isAllowed()) return
      const notification = new Notification(title, {
        body,
        tag,
        silent,
        icon,
        requireInteraction: stays,
      })
      shown.set(notification, about)
      notification.onclose = () => shown.delete(notification)
      notification.onclick = () => {
        window.focus()
        notification.close()
      }
    },
    async closeAllBut(isWanted) {
      for (const [notification, about] of shown) if (!isWanted(about)) notification.close()
    },
  }
}
