import { z } from 'zod'
import type { Clock, Runtime } from '../runtime.ts'
import type { RedisClient } from './client.ts'
import { readScript } from './script.ts'

const timeScript = readScript(new URL('./time.lua', import.meta.url), { keys: ['feed'], args: [] })
const Time = z.tuple([z.coerce.number(), z.coerce.number()])

const READ_EVERY_MS = 5_000
/** Of so many readings the most exact one counts. */
const READINGS = 8
/** By how much two clocks part between readings (ms). */
const DRIFT_MS = 10

/** How far the server's clock is ahead of our monotonic one, give or take `within`. Both in ms. */
interface Reading {
  ahead: number
  within: number
}

export interface ServerClock extends Clock {
  /** Reads the server's clock once. `now` needs one reading before it is called. @throws RedisAway */
  read(): Promise<void>
  /** Reads it every few seconds. Without Redis the clock goes on. */
  start(): void
  stop(): void
}

/**
 * The clock of the Redis server. All processes of a site have it, so the age of what one of them wrote is right for all
 * others, however wrong the clocks of their machines are.
 */
export function createServerClock(
  redis: RedisClient,
  { feed }: { feed: string },
  { elapsed, every }: Pick<Runtime, 'elapsed' | 'every'>,
): ServerClock {
  let readings: Reading[] = []
  let ahead = Number.NaN
  let last = Number.NEGATIVE_INFINITY
  let stopReading: (() => void) | undefined

  async function read(): Promise<void> {
    const askedAt = elapsed()
    const [seconds, micros] = Time.parse(await timeScript.run(redis, { feed }, {}))
    const answeredAt = elapsed()
    const reading = {
      ahead: seconds * 1000 + micros / 1000 - (askedAt + answeredAt) / 2,
      within: (answeredAt - askedAt) / 2,
    }
    const agrees = (one: Reading) =>
      Math.abs(one.ahead - reading.ahead) <= one.within + reading.within + DRIFT_MS
    // Otherwise the server's clock was set, or another server answers.
    if (!readings.every(agrees)) {
      readings = []
      last = Number.NEGATIVE_INFINITY
    }
    readings = [...readings.slice(1 - READINGS), reading]
    ahead = readings.reduce((best, one) => (one.within < best.within ? one : best)).ahead
  }

  return {
    now() {
      // A better reading does not turn the clock back.
      last = Math.max(last, Math.floor(elapsed() + ahead))
      return last
    },
    read,
    start() {
      stopReading = every(READ_EVERY_MS, () => void read().catch(() => undefined))
    },
    stop() {
      stopReading?.()
    },
  }
}
