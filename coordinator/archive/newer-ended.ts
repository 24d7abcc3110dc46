import { z } from 'zod'
import { CALL_MACHINE_VERSION } from '../../machines/call/machine.ts'
import type { HistorySearch } from '../protocol/queries.ts'
import type { RedisClient } from '../redis/client.ts'
import type { Keys } from '../redis/keys.ts'
import { readScript } from '../redis/script.ts'

const newerEnded = readScript(new URL('./newer-ended.lua', import.meta.url), {
  keys: ['ended'],
  args: ['callPrefix', 'version', 'from', 'to', 'offset', 'most'],
})
const Looked = z.tuple([z.number(), z.number()])

/** Looked at in a millisecond or so. */
const LOOKED_AT_ONCE = 1_000

/** Whether only a newer version can read one of the calls that ended then. @throws RedisAway */
export async function hasNewerEnded(
  redis: RedisClient,
  keys: Pick<Keys, 'ended' | 'call'>,
  { from = null, to = null }: Partial<Pick<HistorySearch, 'from' | 'to'>>,
): Promise<boolean> {
  const args = { callPrefix: keys.call(''), version: CALL_MACHINE_VERSION, most: LOOKED_AT_ONCE }
  const times = { from: from ?? '-inf', to: to === null ? '+inf' : `(${to}` }
  for (let offset = 0; ; offset += LOOKED_AT_ONCE) {
    const looked = await newerEnded.run(redis, { ended: keys.ended }, { ...args, ...times, offset })
    const [count, newer] = Looked.parse(looked)
    if (newer === 1) return true
    if (count < LOOKED_AT_ONCE) return false
  }
}
