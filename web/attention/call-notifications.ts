import type { RingingCall } from '../calls/desk-sections.ts'
import { offerOf } from './ring-notification.ts'
import type { Tray, TrayNotification } from './tray.ts'

/** What the notifications of this browser should be now. */
export interface WantedNotifications {
  /** The calls that ring for this agent, one notification each. */
  ringing: readonly RingingCall[]
  /** The agent sees this desk: then no notification must lie over it. */
  seen: boolean
  /** This tab shows what is missing. The others only close what rings no more. */
  shows: boolean
}

/**
 * Keeps the notifications of calls as they should be, also when calls change while the browser still works at the last
 * change. A call is told of once while the desk is out of sight.
 */
export function createCallNotifications(tray: Tray, wordsOf: (ringing: RingingCall) => TrayNotification) {
  /** The offers that were told of, or whose notification the agent has closed. */
  const told = new Set<string>()
  let wanted: WantedNotifications = { ringing: [], seen: false, shows: false }
  let known = ''
  let changed = false
  let busy = false

  async function begin() {
    if (busy) return
    busy = true
    await work().catch((error: unknown) => console.warn('This browser shows no notifications', error))
    busy = false
    if (changed) await begin()
  }

  async function work() {
    while (changed) {
      changed = false
      const { ringing, seen, shows } = wanted
      await tray.closeAllBut(
        ({ callSid }) => callSid === null || (!seen && ringing.some(({ call }) => call.callSid === callSid)),
      )
      if (seen || !shows) continue
      for (const call of ringing) {
        if (changed || told.has(offerOf(call))) continue
        told.add(offerOf(call))
        await tray.show(wordsOf(call))
      }
    }
  }

  return {
    follow: (next: WantedNotifications) => {
      if (next.seen === wanted.seen && next.shows === wanted.shows && next.ringing === wanted.ringing) return
      const offers = new Set(next.seen ? [] : next.ringing.map(offerOf))
      const key = JSON.stringify([next.seen, next.shows, ...offers])
      wanted = next
      if (key === known) return
      known = key
      for (const offer of told) if (!offers.has(offer)) told.delete(offer)
      changed = true
      void begin()
    },
    /** The agent has closed the notification of this offer: it is not shown again. */
    dismissed: (offer: string) => {
      told.add(offer)
    },
  }
}
