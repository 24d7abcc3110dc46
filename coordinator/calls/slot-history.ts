import { wallTime } from '../protocol/office/hours.ts'
import type { SlotStay } from '../protocol/slot-history.ts'
import type { RedisClient } from '../redis/client.ts'
import type { Keys } from '../redis/keys.ts'
import { asking } from '../redis/script.ts'
import type { Clock } from '../runtime.ts'
import type { CallActors } from './calls-port.ts'

/** Of one slot, the newest. */
const MOST_STAYS = 20

export interface SlotHistoryDeps {
  redis: RedisClient
  keys: Keys
  calls: Pick<CallActors, 'state' | 'history'>
  clock: Clock
  office: () => { timeZone: string }
}

/**
 * Who was in a slot today, by the office's time zone; at most 20 calls, the newest first. The commits of the calls name them
 * (`slotStays`), and their timelines say the rest.
 * @throws RedisAway
 */
export function slotHistory({ redis, keys, calls, clock, office }: SlotHistoryDeps) {
  return async (slot: number): Promise<SlotStay[]> => {
    const { timeZone } = office()
    const today = wallTime(timeZone, clock.now()).day
    const members = await asking(() => redis.zrevrange(keys.slotStays, 0, -1, 'WITHSCORES'))
    // Members and scores alternate.
    const stays = members.flatMap((member, place) => {
      const [itsSlot, callSid = '', rev] = member.split('|')
      if (place % 2 === 1 || itsSlot !== `${slot}`) return []
      const isToday = wallTime(timeZone, Number(members[place + 1])).day === today
      return isToday ? [{ callSid, rev: Number(rev) }] : []
    })
    const read = await Promise.all(stays.slice(0, MOST_STAYS).map(stayOf))
    return read.filter((stay) => stay !== null)
  }

  async function stayOf({ callSid, rev }: { callSid: string; rev: number }): Promise<SlotStay | null> {
    const [state, entries] = await Promise.all([calls.state(callSid), calls.history(callSid)])
    const from = entries.findIndex((entry) => entry.rev === rev)
    const entry = entries[from]
    if (state === null || entry === undefined) return null
    const end = entries.slice(from + 1).find((later) => !later.state.startsWith('parked'))
    return {
      call: state.view,
      at: entry.at,
      by: entry.event === 'PARK' ? entry.by : null,
      for: entry.for ?? null,
      until: end?.at ?? null,
      left: end?.event ?? null,
      leftBy: end?.by ?? null,
    }
  }
}
export type ReadSlotHistory = ReturnType<typeof slotHistory>
