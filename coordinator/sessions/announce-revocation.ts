import type { RedisClient } from '../redis/client.ts'
import type { Keys } from '../redis/keys.ts'
import { readScript } from '../redis/script.ts'
import type { Revocation } from './revocation.ts'

const script = readScript(new URL('./announce-revocation.lua', import.meta.url), {
  keys: ['feed'],
  args: ['revocation'],
})

/** Tells every coordinator that a session, or all sessions of an agent, are over. */
export async function announceRevocation(
  redis: RedisClient,
  keys: Pick<Keys, 'feed'>,
  revocation: Revocation,
): Promise<void> {
  await script.run(redis, { feed: keys.feed }, { revocation: JSON.stringify(revocation) })
}
