/** Browsers ask once, and only on a click. */
export function askToNotify() {
  if ('Notification' in window && Notification.permission === 'default') void Notification.requestPermission()
}
