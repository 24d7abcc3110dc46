import { availableParallelism } from 'node:os'
import { Redis } from 'ioredis'
import { afterAll, beforeAll } from 'vitest'
import { extent } from '../../setup/extent.ts'
import { openOwnRedis } from '../../setup/own-redis.ts'
import { mutantOf } from './mutants.ts'
import { type Run, simulate } from './run.ts'
import { startWorker } from './start-worker.ts'

/** So many worlds run beside each other in a process: while one waits for Redis, another goes on. */
const AT_ONCE = 8
/** It is Node that is busy, not Redis. The short form leaves the other cores to other suites. */
const PROCESSES = extent({ full: availableParallelism(), short: 1 })

/** A Redis for simulated worlds alone. Call it at the top of a suite. */
export function simulatedRedis() {
  let server: Awaited<ReturnType<typeof openOwnRedis>>
  let client: Redis
  let others: ReturnType<typeof startWorker>[]
  beforeAll(async () => {
    server = await openOwnRedis({ keeps: false })
    const path = server.url.slice('unix:'.length)
    client = new Redis({ path })
    // A large hash is in an order that each server draws anew; a small one is in that in which it was filled.
    await client.config('SET', 'hash-max-ziplist-value', 1_000_000)
    await client.config('SET', 'hash-max-ziplist-entries', 1_000_000)
    others = Array.from({ length: PROCESSES - 1 }, () => startWorker(path))
  })
  afterAll(async () => {
    for (const other of others) other.close()
    client.disconnect()
    await server.close()
  })
  const here = (seed: number, mutant: string | null) => simulate(client, seed, mutantOf(mutant))
  return {
    get client() {
      return client
    },
    /**
     * Deals with the run of each, a few at once, in order as they begin.
     * @param deal whether that is enough; should it reject, it is enough, too
     */
    async each(
      seeds: readonly number[],
      deal: (run: Run) => Promise<boolean> | boolean,
      mutant: string | null = null,
    ): Promise<void> {
      const left = [...seeds]
      const work = async (run: typeof here) => {
        for (let seed = left.shift(); seed !== undefined; seed = left.shift())
          try {
            if (await deal(await run(seed, mutant))) left.splice(0)
          } catch (error) {
            left.splice(0)
            throw error
          }
      }
      const places = [here, ...others.map((other) => other.simulate)]
      await Promise.all(
        Array.from({ length: AT_ONCE * PROCESSES }, (_, n) => work(places[n % PROCESSES] ?? here)),
      )
    },
  }
}
