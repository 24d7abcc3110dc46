import { createHash } from 'node:crypto'
import { changeDocument, UNNAMED_KEPT_MS } from '../documents/document.ts'
import type { FeedAppend } from '../durable/feed-entry.ts'
import { NEW_OFFICE, Office, type OfficeSettings } from '../protocol/office/settings.ts'
import type { RedisClient } from '../redis/client.ts'
import type { Keys } from '../redis/keys.ts'
import { asking } from '../redis/script.ts'
import type { Clock, Runtime } from '../runtime.ts'
import { audioType } from './audio.ts'

export type OfficeChanged =
  | { outcome: 'done'; office: Office; before: Office }
  /** The office has changed since the settings were read. */
  | { outcome: 'stale'; office: Office }
  /** A sound that the settings name was never uploaded, or has expired. */
  | { outcome: 'missing'; audio: string }

export interface OfficeDeps {
  redis: RedisClient
  keys: Keys
  clock: Clock
  runtime?: Runtime
  /** Called after each commit of this process. */
  committed(feed: FeedAppend): void
}

/** The office in Redis: its settings and its sounds. Every method rejects with `RedisAway` when Redis cannot be reached. */
export function createOfficeStore({ redis, keys, clock, runtime, committed }: OfficeDeps) {
  async function read(): Promise<Office> {
    const json = await asking(() => redis.hget(keys.office, 'settings'))
    return json === null ? NEW_OFFICE : Office.parse(JSON.parse(json))
  }

  async function write(before: number, office: Office, named: readonly string[], dropped: readonly string[]) {
    const sounds = { named: named.map(keys.audio), dropped: dropped.map(keys.audio) }
    const change = { kind: 'office', before, document: office, sounds } as const
    const changed = await changeDocument(redis, { document: keys.office, feed: keys.feed }, change, runtime)
    if (changed.outcome === 'done') committed(changed.feed)
    return changed
  }

  return {
    read,

    /**
     * @param rev the rev of the office that the new settings are based on
     * @param check throws what forbids this change of that office
     */
    async change(
      settings: OfficeSettings,
      rev: number,
      by: { agentId: string; name: string },
      check: (before: Office) => Promise<void> = async () => undefined,
    ): Promise<OfficeChanged> {
      const before = await read()
      if (before.rev !== rev) return { outcome: 'stale', office: before }
      await check(before)
      const changedAt = new Date(clock.now()).toISOString()
      const office: Office = { ...settings, rev: rev + 1, changedBy: by, changedAt }
      const named = soundsOf(office)
      const dropped = soundsOf(before).filter((audio) => !named.includes(audio))
      const changed = await write(rev, office, named, dropped)
      switch (changed.outcome) {
        case 'done':
          return { outcome: 'done', office, before }
        case 'missing':
          return { outcome: 'missing', audio: named[changed.position] ?? '' }
        case 'stale':
          return { outcome: 'stale', office: await read() }
      }
    },

    /** Writes the office that this process knows after Redis has lost everything. Its sounds are lost: callers hear silence. */
    async restore(known: Office): Promise<void> {
      if (known.rev > 0) await write(0, known, [], [])
    },

    /** Keeps a sound for a day, and then as long as the settings name it. @returns its name; null unless it is WAV or MP3 */
    async keepAudio(bytes: Buffer): Promise<string | null> {
      const type = audioType(bytes)
      if (type === null) return null
      const id = `${createHash('sha256').update(bytes).digest('hex')}.${type}`
      // The settings may name a sound that exists already: it must not begin to expire.
      await asking(() => redis.set(keys.audio(id), bytes, 'PX', UNNAMED_KEPT_MS, 'NX'))
      return id
    },

    /** Lets the sounds that the office names now expire no more. */
    async keepNamed(): Promise<void> {
      for (const audio of soundsOf(await read())) await asking(() => redis.persist(keys.audio(audio)))
    },

    audio: (id: string): Promise<Buffer | null> => asking(() => redis.getBuffer(keys.audio(id))),
  }
}
export type OfficeStore = ReturnType<typeof createOfficeStore>

/** The sounds that the announcements name, each once. */
export function soundsOf({ greeting, voicemail, closed, recording }: OfficeSettings): string[] {
  const sounds = [greeting, voicemail, closed, recording.notice].flatMap((it) =>
    it?.kind === 'play' ? [it.audio] : [],
  )
  return [...new Set(sounds)]
}
