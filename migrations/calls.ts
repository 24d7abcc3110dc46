import { z } from 'zod'
import type { StoredCall } from '../coordinator/calls/call-record.ts'
import type { RedisClient } from '../coordinator/redis/client.ts'
import type { Keys } from '../coordinator/redis/keys.ts'
import { asking, scriptFrom } from '../coordinator/redis/script.ts'
import type { CallStep } from './migration.ts'

const rewrite = scriptFrom(new URL('./rewrite.lua', import.meta.url))
const FIELDS = ['rev', 'version', 'snapshot', 'timers', 'view'] as const
const Fields = z.tuple([z.string(), z.string(), z.string(), z.string(), z.string()])

/** A call, and the rev at which it was read. */
export interface FoundCall {
  rev: string
  call: StoredCall
}

/** Every call of the site, live and ended. Found by the indexes: a cluster cannot be scanned by prefix. */
export async function* storedCalls(redis: RedisClient, keys: Keys): AsyncGenerator<FoundCall> {
  const met = new Set<string>()
  for (const index of [keys.live, keys.ended]) {
    let cursor = '0'
    do {
      const [next, entries] = await asking(() => redis.zscan(index, cursor, 'COUNT', 200))
      // Members and scores take turns.
      const sids = entries.filter((_, place) => place % 2 === 0 && !met.has(entries[place] ?? ''))
      for (const callSid of sids) {
        met.add(callSid)
        const found = await readCall(redis, keys, callSid)
        if (found) yield found
      }
      cursor = next
    } while (cursor !== '0')
  }
}

/** Runs a step on one call. @returns false when it is of that version already, or gone. */
export async function transform(
  redis: RedisClient,
  keys: Keys,
  step: CallStep,
  first: FoundCall,
): Promise<boolean> {
  let found: FoundCall | null = first
  while (found !== null && found.call.version < step.to) {
    const { callSid } = found.call
    const { snapshot, timers, view } = step.transform(found.call)
    const values = [step.to, ...[snapshot, timers, view].map((part) => JSON.stringify(part))]
    if ((await rewrite.run(redis, [keys.call(callSid)], [found.rev, ...values])) === 1) return true
    found = await readCall(redis, keys, callSid)
  }
  return false
}

async function readCall(redis: RedisClient, keys: Keys, callSid: string): Promise<FoundCall | null> {
  const fields = await asking(() => redis.hmget(keys.call(callSid), ...FIELDS))
  // An index may name a call whose own record has just expired.
  if (fields[0] === null) return null
  const [rev, version, snapshot, timers, view] = Fields.parse(fields)
  const call = {
    callSid,
    version: Number(version),
    snapshot: JSON.parse(snapshot),
    timers: JSON.parse(timers),
    view: JSON.parse(view),
  }
  return { rev, call }
}
