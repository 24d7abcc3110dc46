import { z } from 'zod'
import type { FeedEntry } from '../durable/feed-entry.ts'
import type { RedisClient } from '../redis/client.ts'
import type { Keys } from '../redis/keys.ts'
import { pause, type Runtime } from '../runtime.ts'
import { entryFrom, idOf, isAfter } from './feed-entries.ts'

const BLOCK_MS = 1000
const MOST_READ = 500
const RETRY_MS = 250
/** A server that is late with an answer by that much is away, even if its connection stands. */
const OVERDUE_MS = 2 * BLOCK_MS
/** How long the reader rests after it has read nothing but commits of this process, which are shown already. */
export const ECHO_MS = 10

const ReadReply = z.array(z.tuple([z.string(), z.array(z.unknown())])).nullable()

export interface StreamReaderDeps {
  redis: RedisClient
  /** A connection of its own: it blocks. */
  blocking: RedisClient
  keys: Keys
}

/** What shows the entries that the reader reads. */
export interface FeedFollower {
  /** Id of the last entry that was shown: reading goes on after it. */
  lastShownId(): string
  /** Id of the Redis database that the shown desk was loaded from. A database that has lost everything has another one. */
  epoch(): string
  /** Whether the desk has to be loaded again before anything else is shown. */
  mustReload(): boolean
  show(entries: readonly FeedEntry[]): void
  reload(): Promise<void>
  /** Redis cannot be read. Called for each attempt that fails. */
  storeAway(cause: unknown): void
}

/** Reads the feed's stream for as long as the process lives. One reader serves all consoles of a process. */
export class StreamReader {
  /** When the epoch was last read, on this process's monotonic clock. */
  #epochReadAt = 0
  #stopped = false
  #reading: Promise<void> = Promise.resolve()
  #endRest: () => void = () => undefined

  constructor(
    private readonly deps: StreamReaderDeps,
    private readonly runtime: Runtime,
    private readonly feed: FeedFollower,
  ) {}

  start() {
    this.#reading = this.#read()
  }

  /** Never resolves if the connection is lost: then the read that is under way is never answered. */
  stop(): Promise<void> {
    this.#stopped = true
    this.deps.blocking.disconnect()
    return this.#reading
  }

  /** Ends the rest: another process has written an entry. */
  readNow() {
    this.#endRest()
  }

  async #read() {
    const { feed, runtime } = this
    const { blocking, keys } = this.deps
    while (!this.#stopped) {
      const notOverdue = runtime.after(BLOCK_MS + OVERDUE_MS, () => feed.storeAway('it does not answer'))
      try {
        const reply = await blocking.xread(
          'COUNT',
          MOST_READ,
          'BLOCK',
          BLOCK_MS,
          'STREAMS',
          keys.feed,
          feed.lastShownId(),
        )
        const read = (ReadReply.parse(reply) ?? []).flatMap(([, some]) => some)
        const hasMissed = read.length === MOST_READ && (await this.#isTrimmedAfter(feed.lastShownId()))
        // Most entries were shown already, when this process committed them.
        const isNew = (raw: unknown) => isAfter(idOf(raw), feed.lastShownId())
        const isForgotten = await this.#isForgotten(read.some(isNew))
        const unshown = read.filter(isNew)
        if (hasMissed || isForgotten || feed.mustReload()) await feed.reload()
        else if (unshown.length > 0) feed.show(unshown.map(entryFrom))
        else if (read.length > 0) await this.#rest()
      } catch (error) {
        if (this.#stopped) return
        feed.storeAway(error)
        await pause(runtime, RETRY_MS)
      } finally {
        notOverdue()
      }
    }
  }

  /**
   * Nothing was read but commits of this process. More of them will follow, and one read then gets them all. The rest
   * ends at once when a commit follows on an entry that is not shown here.
   */
  async #rest() {
    await new Promise<void>((resolve) => {
      this.#endRest = resolve
      this.runtime.after(ECHO_MS, resolve)
    })
  }

  /**
   * Whether Redis has lost everything, or is another database than before. Checked once a second, however busy the feed
   * is, and before an entry of another process is shown: that entry belongs to the desk of now, not to the one shown.
   */
  async #isForgotten(hasNew: boolean): Promise<boolean> {
    const { redis, keys } = this.deps
    const now = this.runtime.elapsed()
    if (!hasNew && now - this.#epochReadAt < BLOCK_MS) return false
    this.#epochReadAt = now
    return (await redis.get(keys.epoch)) !== this.feed.epoch()
  }

  /** Whether entries after `id` were trimmed from the feed before they were read. */
  async #isTrimmedAfter(id: string): Promise<boolean> {
    const [oldest] = await this.deps.redis.xrange(this.deps.keys.feed, '-', '+', 'COUNT', 1)
    return oldest !== undefined && isAfter(oldest[0], id)
  }
}
