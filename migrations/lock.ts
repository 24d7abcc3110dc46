import { randomUUID } from 'node:crypto'
import { setTimeout as pause } from 'node:timers/promises'
import type { RedisClient } from '../coordinator/redis/client.ts'
import { asking, readScript } from '../coordinator/redis/script.ts'

export interface LockTimes {
  /** After that long without renewal the holder counts as dead. */
  lifeMs: number
  retryMs: number
}

const TIMES: LockTimes = { lifeMs: 15_000, retryMs: 100 }
const extendScript = readScript(new URL('./extend-lock.lua', import.meta.url), {
  keys: ['lock'],
  args: ['token', 'lifeMs'],
})

/** Somebody else has the lock, though we did not give it up: this process stood still for too long. */
export class LockLost extends Error {
  override readonly name = 'LockLost'
}

/**
 * Runs `work` while no other process does, on any machine; waits for as long as a living one is at it.
 * `stillOurs` rejects with {@link LockLost} once that is no longer so: ask before each write.
 */
export async function locked<T>(
  redis: RedisClient,
  key: string,
  work: (stillOurs: () => Promise<void>) => Promise<T>,
  { lifeMs, retryMs }: LockTimes = TIMES,
): Promise<T> {
  const token = randomUUID()
  while ((await asking(() => redis.set(key, token, 'PX', lifeMs, 'NX'))) === null) await pause(retryMs)
  const extend = async (ms: number) =>
    (await extendScript.run(redis, { lock: key }, { token, lifeMs: ms })) === 1
  // A renewal that fails is noticed by the next write, which asks for itself.
  const renewing = setInterval(() => extend(lifeMs).catch(() => false), lifeMs / 3)
  try {
    return await work(async () => {
      if (!(await extend(lifeMs))) throw new LockLost('Another process took over the migration')
    })
  } finally {
    clearInterval(renewing)
    await extend(0)
  }
}
