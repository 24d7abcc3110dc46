import { RECORD_FIELDS } from '../durable/actor-record.ts'
import { ActorIsNewer } from '../durable/newer.ts'
import type { Upgrade } from '../durable/stored-record.ts'
import type { CallView } from '../protocol/call-view.ts'
import type { RedisClient } from '../redis/client.ts'
import type { Keys } from '../redis/keys.ts'
import { asking } from '../redis/script.ts'
import { callRecordFrom } from './call-record.ts'

/** Reads calls that have ended. @throws RedisAway */
export type EndedViews = (callSids: readonly string[]) => Promise<CallView[]>

/** Those that have expired, and those that only a newer version can read, are left out. */
export const endedViews =
  (redis: RedisClient, keys: Keys, upgrade: Upgrade): EndedViews =>
  async (callSids) => {
    const reads = await Promise.all(
      callSids.map((callSid) => asking(() => redis.hmget(keys.call(callSid), ...RECORD_FIELDS))),
    )
    return reads.flatMap((fields, n) => {
      try {
        return callRecordFrom(callSids[n] ?? '', fields, upgrade)?.view ?? []
      } catch (error) {
        if (error instanceof ActorIsNewer) return []
        throw error
      }
    })
  }
