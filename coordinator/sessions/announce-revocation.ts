import type { RedisClient } from '../redis/client.ts'
import type { Keys } from '../redis/keys.ts'
import { asking } from '../redis/script.ts'
import type { Revocation } from './revocation.ts'

/** About as many entries as the feed keeps. */
const KEPT = 10_000

/** Tells every coordinator that a session, or all of an agent's, is over. */
export async function announceRevocation(
  redis: RedisClient,
  keys: Keys,
  revocation: Revocation,
): Promise<void> {
  const data = JSON.stringify(revocation)
  await asking(() => redis.xadd(keys.feed, 'MAXLEN', '~', KEPT, '*', 't', 'revoked', 'd', data))
}
