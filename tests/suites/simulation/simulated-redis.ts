import { Redis } from 'ioredis'
import { afterAll, beforeAll } from 'vitest'
import { openOwnRedis } from '../../setup/own-redis.ts'

/** So many worlds run beside each other: while one waits for Redis, another goes on. */
const AT_ONCE = 8

/** A Redis for simulated worlds alone. Call it at the top of a suite. */
export function simulatedRedis() {
  let server: Awaited<ReturnType<typeof openOwnRedis>>
  let client: Redis
  beforeAll(async () => {
    server = await openOwnRedis({ keeps: false })
    client = new Redis({ path: server.url.slice('unix:'.length) })
  })
  afterAll(async () => {
    client.disconnect()
    await server.close()
  })
  return {
    get client() {
      return client
    },
    /** Deals with each, a few at once, in order as they begin; stops with the first that fails. */
    async each(seeds: readonly number[], deal: (seed: number) => Promise<void>): Promise<void> {
      const left = [...seeds]
      const work = async () => {
        for (let seed = left.shift(); seed !== undefined; seed = left.shift())
          try {
            await deal(seed)
          } catch (error) {
            left.splice(0)
            throw error
          }
      }
      await Promise.all(Array.from({ length: AT_ONCE }, work))
    },
  }
}
