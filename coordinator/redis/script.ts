import { createHash } from 'node:crypto'
import { readFileSync } from 'node:fs'
import type { Redis } from 'ioredis'
import type { RedisClient } from './client.ts'
import { RedisAway } from './redis-away.ts'

export interface Script {
  /** One round trip; a second one only on a server that has not seen the script yet. */
  run(redis: RedisClient, keys: readonly string[], args: readonly (string | number)[]): Promise<unknown>
}

/** One that reads, or whose change is nobody's to wait for; others are changes (change.ts). */
export const scriptFrom = (file: URL): Script => scriptOf(readFileSync(file, 'utf8'))

export function scriptOf(source: string): Script {
  const sha = createHash('sha1').update(source).digest('hex')
  return {
    run(redis, keys, args) {
      gather(redis)
      return redis.evalsha(sha, keys.length, ...keys, ...args).catch((error: unknown) => {
        if (!(error instanceof Error && error.message.startsWith('NOSCRIPT'))) throw redisError(error)
        return asking(() => redis.eval(source, keys.length, ...keys, ...args))
      })
    },
  }
}

const gathering = new WeakSet<Redis['stream']>()

/**
 * While Redis is at work already, what is asked for in one turn of the event loop goes out in one write. The system
 * calls of many small ones cost more than all that is decided between them.
 */
function gather(redis: RedisClient) {
  if (!('stream' in redis) || redis.status !== 'ready') return
  const { stream, commandQueue } = redis
  if (commandQueue.length === 0 || gathering.has(stream)) return
  gathering.add(stream)
  stream.cork()
  setImmediate(() => {
    gathering.delete(stream)
    stream.uncork()
  })
}

/** Runs a command; what fails because of the connection, not of the command, becomes `RedisAway`. */
export async function asking<T>(command: () => Promise<T>): Promise<T> {
  try {
    return await command()
  } catch (error) {
    throw redisError(error)
  }
}

const ANSWERS_THAT_MEAN_AWAY =
  /^(LOADING|READONLY|MASTERDOWN|CLUSTERDOWN|TRYAGAIN|NOREPLICAS|MISCONF|OOM|UNBLOCKED)\b/

function redisError(error: unknown): unknown {
  if (!(error instanceof Error) || error instanceof RedisAway) return error
  const answered = error.name === 'ReplyError' && !ANSWERS_THAT_MEAN_AWAY.test(error.message)
  return answered ? error : new RedisAway('Redis cannot be reached', { cause: error })
}
