import type { RingingCall } from '../calls/desk-sections.ts'
import { callerLabel } from '../calls/format.ts'

const shown = new Map<string, Notification>()

const titles = {
  new: 'New call',
  transferred: 'Transferred to you',
  returned: 'Returned from the parking lot',
}

/** Shows system notifications for calls that ring while this page is hidden, and closes those of calls that no longer ring. */
export function notifyOf(ringing: readonly RingingCall[]) {
  const sids = new Set(ringing.map(({ call }) => call.callSid))
  for (const [callSid, notification] of shown) {
    if (sids.has(callSid)) continue
    notification.close()
    shown.delete(callSid)
  }
  if (document.visibilityState === 'visible') return
  for (const { call, kind } of ringing) {
    if (shown.has(call.callSid)) continue
    const notification = showNotification(titles[kind], { body: callerLabel(call), tag: call.callSid })
    if (notification) shown.set(call.callSid, notification)
  }
}

/**
 * A system notification that brings this page to the front. Null where the agent or the browser has none: Chrome on Android
 * has the constructor, which throws.
 */
export function showNotification(title: string, options: { body: string; tag: string }): Notification | null {
  if (!('Notification' in window) || Notification.permission !== 'granted') return null
  try {
    const notification = new Notification(title, { ...options, icon: '/logo.svg' })
    notification.onclick = () => {
      window.focus()
      notification.close()
    }
    return notification
  } catch (error) {
    console.warn('This browser shows no notifications', error)
    return null
  }
}

/** Browsers ask once, and only on a click. */
export function askToNotify() {
  if ('Notification' in window && Notification.permission === 'default') void Notification.requestPermission()
}
