import { randomUUID } from 'node:crypto'
import { setTimeout as pause } from 'node:timers/promises'
import type { RedisClient } from '../coordinator/redis/client.ts'
import { asking, readScript } from '../coordinator/redis/script.ts'

export interface LockTimes {
  /** After this time without a renewal the holder counts as dead. */
  lifeMs: number
  retryMs: number
}

const TIMES: LockTimes = { lifeMs: 15_000, retryMs: 100 }
const extendScript = readScript(new URL('./extend-lock.lua', import.meta.url), {
  keys: ['lock'],
  args: ['token', 'lifeMs'],
})

/** Another process has the lock: this one stood still for longer than the lock lives. */
export class LockLost extends Error {
  override readonly name = 'LockLost'
}

/**
 * Runs `work` while no other process holds the lock at `key`. Waits for as long as a live process holds it.
 * `work` calls `checkLock` before each write. It rejects with {@link LockLost} once another process has the lock.
 */
export async function withLock<T>(
  redis: RedisClient,
  key: string,
  work: (checkLock: () => Promise<void>) => Promise<T>,
  { lifeMs, retryMs }: LockTimes = TIMES,
): Promise<T> {
  const token = randomUUID()
  while ((await asking(() => redis.set(key, token, 'PX', lifeMs, 'NX'))) === null) await pause(retryMs)
  const extend = async (ms: number) =>
    (await extendScript.run(redis, { lock: key }, { token, lifeMs: ms })) === 1
  // A failed renewal is noticed by the check before the next write.
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
