import { CallView } from '../protocol/call-view.ts'
import type { HistoryQuery } from '../protocol/queries.ts'
import type { RedisClient } from '../redis/client.ts'
import type { Keys } from '../redis/keys.ts'
import { asking } from '../redis/script.ts'

/** A search looks through at most that many ended calls. */
const MOST_SEARCHED = 2000
const BATCH = 100

/** Ended calls, newest first. */
export function createArchive(redis: RedisClient, keys: Keys) {
  async function viewsOf(callSids: string[]): Promise<CallView[]> {
    const reads = await Promise.all(
      callSids.map((callSid) => asking(() => redis.hget(keys.call(callSid), 'view'))),
    )
    return reads.flatMap((json) => (json === null ? [] : [CallView.parse(JSON.parse(json))]))
  }

  return {
    async page({ before, limit, q }: HistoryQuery): Promise<CallView[]> {
      const found: CallView[] = []
      const max = before === null ? '+inf' : `(${before}`
      for (let offset = 0; found.length < limit && offset < MOST_SEARCHED; offset += BATCH) {
        const callSids = await asking(() =>
          redis.zrevrangebyscore(keys.ended, max, '-inf', 'LIMIT', offset, BATCH),
        )
        if (callSids.length === 0) break
        found.push(...(await viewsOf(callSids)).filter((view) => q === null || matches(view, q)))
      }
      return found.slice(0, limit)
    },
  }
}

function matches(view: CallView, q: string): boolean {
  const wanted = q.toLowerCase()
  const { callSid, callerNumber, callerName, calledNumber, agentId, outsideNumber } = view
  return [callSid, callerNumber, callerName, calledNumber, agentId, outsideNumber].some((text) =>
    text?.toLowerCase().includes(wanted),
  )
}
