import type { Logger } from 'pino'
import type { EndedViews } from '../calls/ended-views.ts'
import type { RedisClient } from '../redis/client.ts'
import type { Keys } from '../redis/keys.ts'
import { RedisAway } from '../redis/redis-away.ts'
import { asking } from '../redis/script.ts'
import { pause, type Runtime } from '../runtime.ts'
import type { EndedCalls } from './ended-calls.ts'

/** Read in two milliseconds or so. Other work comes in between. */
export const READ_AT_ONCE = 100
const RETRY_MS = 1_000

interface EndedCallsReaderDeps {
  redis: RedisClient
  keys: Pick<Keys, 'ended'>
  viewsOf: EndedViews
  /** Takes in what is read. */
  calls: Pick<EndedCalls, 'callSids' | 'put' | 'remove'>
  /** How many are read. */
  most: number
  runtime: Runtime
  log: Pick<Logger, 'warn'>
}

/** Reads the ended calls of Redis into the memory of this process. While Redis cannot be reached, it tries again. */
export function createEndedCallsReader(deps: EndedCallsReaderDeps) {
  const { redis, keys, viewsOf, calls, most, runtime, log } = deps
  let reading: Reading | null = null
  /** A process that is asked for no ended calls, as one that only works on jobs, keeps none. */
  let begun = false
  let stopped = false

  /** The newest first, so that the first pages can be answered at once. */
  async function readAll(read: Reading): Promise<void> {
    const before = new Set(calls.callSids())
    for (let offset = 0; offset < most && !read.superseded; offset += READ_AT_ONCE) {
      const callSids = await asking(() => redis.zrevrange(keys.ended, offset, offset + READ_AT_ONCE - 1))
      for (const view of await viewsOf(callSids)) {
        calls.put(view)
        before.delete(view.callSid)
      }
      read.progress()
      if (callSids.length < READ_AT_ONCE) break
    }
    // Redis has lost them.
    if (!read.superseded) for (const callSid of before) calls.remove(callSid)
  }

  async function untilRead(read: Reading): Promise<void> {
    while (!stopped && !read.superseded) {
      try {
        await readAll(read)
        return read.end()
      } catch (error) {
        log.warn({ err: error }, 'The ended calls could not be read: they are read again')
        if (!(error instanceof RedisAway)) return read.end()
        read.fail(error)
        await pause(runtime, RETRY_MS)
      }
    }
  }

  async function load(): Promise<void> {
    const before = reading
    const read = newReading(() => {
      if (reading === read) reading = null
    })
    reading = read
    // Who waits for the earlier run waits for this one.
    before?.supersede()
    await untilRead(read)
  }

  return {
    /** Reads them all, when called for the first time. */
    begin(): void {
      if (begun) return
      begun = true
      void load()
    },

    get begun() {
      return begun
    },

    /** Resolves when more calls are read, or all of them. Rejects when Redis cannot be reached. Null: all are read. */
    get more(): Promise<void> | null {
      return reading?.more ?? null
    },

    /** Reads them all again, if it has begun. Never rejects. */
    async readAgain(): Promise<void> {
      if (begun) await load()
    },

    stop(): void {
      stopped = true
    },
  }
}

/** One run through all ended calls of Redis. */
interface Reading {
  /** Another one has begun since. */
  readonly superseded: boolean
  /** Resolves when more calls are read, or the run has ended. Rejects when Redis cannot be reached. */
  readonly more: Promise<void>
  progress(): void
  fail(error: unknown): void
  supersede(): void
  end(): void
}

function newReading(ended: () => void): Reading {
  let waiters = newWaiters()
  let superseded = false
  const tell = (how: (told: ReturnType<typeof newWaiters>) => void) => {
    const told = waiters
    waiters = newWaiters()
    how(told)
  }
  return {
    get superseded() {
      return superseded
    },
    get more() {
      return waiters.promise
    },
    progress: () => tell(({ resolve }) => resolve()),
    fail: (error) => tell(({ reject }) => reject(error)),
    supersede() {
      superseded = true
      tell(({ resolve }) => resolve())
    },
    end() {
      ended()
      tell(({ resolve }) => resolve())
    },
  }
}

function newWaiters() {
  let resolve: () => void = () => undefined
  let reject: (error: unknown) => void = () => undefined
  const promise = new Promise<void>((done, failed) => {
    resolve = done
    reject = failed
  })
  // Perhaps nobody waits.
  promise.catch(() => undefined)
  return { promise, resolve, reject }
}
