import { z } from 'zod'
import type { FeedEntry } from '../durable/feed-entry.ts'
import type { RedisClient } from '../redis/client.ts'
import type { Keys } from '../redis/keys.ts'
import { pause, type Runtime } from '../runtime.ts'
import { entryFrom, idOf, isAfter } from './feed-entries.ts'

const BLOCK_MS = 1000
const MOST_READ = 500
const RETRY_MS = 250
/** A server that owes an answer for that long is away, though its connection stands. */
const OVERDUE_MS = 2 * BLOCK_MS
/** What this process has shown already may be read that much later. */
export const ECHO_MS = 10

const ReadReply = z.array(z.tuple([z.string(), z.array(z.unknown())])).nullable()

export interface StreamReaderDeps {
  redis: RedisClient
  /** A connection of its own: it blocks. */
  blocking: RedisClient
  keys: Keys
}

/** Whoever shows what is read. */
export interface FeedFollower {
  /** Id of the last entry that is shown. */
  watermark(): string
  /** Of the Redis that what is shown came from. */
  epoch(): string
  /** What is shown may not be of now: it has to begin anew. */
  isOutdated(): boolean
  take(entries: readonly FeedEntry[]): void
  reload(): Promise<void>
  /** Redis cannot be read. Called as often as it is tried. */
  away(cause: unknown): void
}

/** Reads the feed's stream, for as long as the process lives: one of these for all of its consoles. */
export class StreamReader {
  /** When the epoch was last looked at, on this process's monotonic clock. */
  #epochSeenAt = 0
  #stopped = false
  #reading: Promise<void> = Promise.resolve()
  #endRest: () => void = () => undefined

  constructor(
    private readonly host: StreamReaderDeps,
    private readonly runtime: Runtime,
    private readonly feed: FeedFollower,
  ) {}

  start() {
    this.#reading = this.#read()
  }

  /** A read that waits for a connection which was lost is never answered once that is given up: nor is this, then. */
  stop(): Promise<void> {
    this.#stopped = true
    this.host.blocking.disconnect()
    return this.#reading
  }

  /** Somebody else has written something: it is to be read now. */
  goOn() {
    this.#endRest()
  }

  async #read() {
    const { feed, runtime } = this
    const { blocking, keys } = this.host
    while (!this.#stopped) {
      const notOverdue = runtime.after(BLOCK_MS + OVERDUE_MS, () => feed.away('it does not answer'))
      try {
        const reply = await blocking.xread(
          'COUNT',
          MOST_READ,
          'BLOCK',
          BLOCK_MS,
          'STREAMS',
          keys.feed,
          feed.watermark(),
        )
        const read = (ReadReply.parse(reply) ?? []).flatMap(([, some]) => some)
        const leftBehind = read.length === MOST_READ && (await this.#isTrimmedAfter(feed.watermark()))
        // Most were shown already, when this process committed them.
        const isNews = (raw: unknown) => isAfter(idOf(raw), feed.watermark())
        const forgotten = await this.#isForgotten(read.some(isNews))
        const news = read.filter(isNews)
        if (leftBehind || forgotten || feed.isOutdated()) await feed.reload()
        else if (news.length > 0) feed.take(news.map(entryFrom))
        else if (read.length > 0) await this.#rest()
      } catch (error) {
        if (this.#stopped) return
        feed.away(error)
        await pause(runtime, RETRY_MS)
      } finally {
        notOverdue()
      }
    }
  }

  /**
   * Nothing was read but commits of this process. More of them will follow, and are read together: it ends at once
   * when one follows on something that is not shown here.
   */
  async #rest() {
    await new Promise<void>((resolve) => {
      this.#endRest = resolve
      this.runtime.after(ECHO_MS, resolve)
    })
  }

  /**
   * Whether this is another Redis than before, or an empty one. Looked at every second, however busy the feed is, and
   * whenever others bring news: shown on a desk of before, it would make that desk seem to be of now.
   */
  async #isForgotten(withNews: boolean): Promise<boolean> {
    const { redis, keys } = this.host
    const now = this.runtime.elapsed()
    if (!withNews && now - this.#epochSeenAt < BLOCK_MS) return false
    this.#epochSeenAt = now
    return (await redis.get(keys.epoch)) !== this.feed.epoch()
  }

  /** A reader that lags behind further than the feed is kept has missed something. */
  async #isTrimmedAfter(id: string): Promise<boolean> {
    const [oldest] = await this.host.redis.xrange(this.host.keys.feed, '-', '+', 'COUNT', 1)
    return oldest !== undefined && isAfter(oldest[0], id)
  }
}
