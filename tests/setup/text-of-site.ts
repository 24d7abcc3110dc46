import type { RedisClient } from '../../coordinator/redis/client.ts'
import type { Keys } from '../../coordinator/redis/keys.ts'

/** All that Redis has of a site, as text. */
export async function textOf({ redis, keys }: { redis: RedisClient; keys: Keys }): Promise<string> {
  const texts = []
  for (const key of await redis.keys(`${keys.prefix}*`)) {
    const read = {
      string: () => redis.get(key),
      hash: () => redis.hgetall(key),
      list: () => redis.lrange(key, 0, -1),
      set: () => redis.smembers(key),
      zset: () => redis.zrange(key, '0', '-1'),
      stream: () => redis.xrange(key, '-', '+'),
    }[await redis.type(key)]
    texts.push(JSON.stringify([key, await read?.()]))
  }
  return texts.join('\n')
}
