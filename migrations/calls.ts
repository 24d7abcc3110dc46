import { z } from 'zod'
import type { StoredRecord } from '../coordinator/durable/stored-record.ts'
import type { RedisClient } from '../coordinator/redis/client.ts'
import type { Keys } from '../coordinator/redis/keys.ts'
import { asking, readScript } from '../coordinator/redis/script.ts'
import type { RecordStep } from './migration.ts'

const rewrite = readScript(new URL('./rewrite.lua', import.meta.url), {
  keys: ['call'],
  args: ['rev', 'version', 'snapshot', 'timers', 'view'],
})
const FIELDS = ['rev', 'version', 'snapshot', 'timers', 'view'] as const
/** A call that has ended has no view. */
const Fields = z.tuple([z.string(), z.string(), z.string(), z.string(), z.string().nullable()])

/** A stored call, and the rev at which it was read. */
export interface FoundCall {
  rev: string
  call: StoredRecord
}

/** Every stored call of the site, live and ended. Found through the indexes: SCAN cannot search a cluster by prefix. */
export async function* storedCalls(redis: RedisClient, keys: Keys): AsyncGenerator<FoundCall> {
  const seen = new Set<string>()
  for (const index of [keys.live, keys.ended]) {
    let cursor = '0'
    do {
      const [next, entries] = await asking(() => redis.zscan(index, cursor, 'COUNT', 200))
      // Members and scores alternate.
      const sids = entries.filter((_, place) => place % 2 === 0 && !seen.has(entries[place] ?? ''))
      for (const callSid of sids) {
        seen.add(callSid)
        const found = await readCall(redis, keys, callSid)
        if (found) yield found
      }
      cursor = next
    } while (cursor !== '0')
  }
}

/** Runs a step on one stored call. @returns false when the call already has that version, or is gone */
export async function transformCall(
  redis: RedisClient,
  keys: Keys,
  step: RecordStep,
  first: FoundCall,
): Promise<boolean> {
  let found: FoundCall | null = first
  while (found !== null && found.call.version < step.to) {
    const { id } = found.call
    const { snapshot, timers, view } = step.transform(found.call)
    const args = {
      rev: found.rev,
      version: step.to,
      snapshot: JSON.stringify(snapshot),
      timers: JSON.stringify(timers),
      view: JSON.stringify(view),
    }
    if ((await rewrite.run(redis, { call: keys.call(id) }, args)) === 1) return true
    found = await readCall(redis, keys, id)
  }
  return false
}

async function readCall(redis: RedisClient, keys: Keys, callSid: string): Promise<FoundCall | null> {
  const fields = await asking(() => redis.hmget(keys.call(callSid), ...FIELDS))
  // The record may have expired before its entry in the index.
  if (fields[0] === null) return null
  const [rev, version, snapshot, timers, view] = Fields.parse(fields)
  const call = {
    id: callSid,
    version: Number(version),
    snapshot: JSON.parse(snapshot),
    timers: JSON.parse(timers),
    view: view === null ? null : JSON.parse(view),
  }
  return { rev, call }
}
