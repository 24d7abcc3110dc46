import { changeDocument } from '../documents/document.ts'
import type { FeedAppend } from '../durable/feed-entry.ts'
import type { SettingsBody, SettingsView } from '../protocol/settings.ts'
import type { RedisClient } from '../redis/client.ts'
import type { Keys } from '../redis/keys.ts'
import { asking } from '../redis/script.ts'
import type { Clock, Runtime } from '../runtime.ts'
import type { SettingRules } from '../settings/setting-rules.ts'
import { type ChosenValue, chosenIn, type SettingsFault } from './chosen.ts'
import { settingsView } from './settings-view.ts'
import { lastPersonIn, NOTHING_CHOSEN, type StoredSettings, storedSettingsIn } from './stored.ts'

export interface Person {
  agentId: string
  name: string
}

export type SettingsChanged =
  | { outcome: 'done'; view: SettingsView; changes: readonly ChosenValue[] }
  /** The settings have changed since they were read, last by this person. */
  | { outcome: 'stale'; by: Person | null }
  | { outcome: 'invalid'; faults: readonly SettingsFault[] }

export interface SettingsStoreDeps {
  redis: RedisClient
  keys: Keys
  clock: Clock
  runtime?: Runtime
  rules: SettingRules
  /** Called after each commit of this process. */
  committed(feed: FeedAppend): void
}

/** What the office has chosen, in Redis. Every method rejects with `RedisAway` when Redis cannot be reached. */
export function createSettingsStore(deps: SettingsStoreDeps) {
  const { redis, keys, clock, runtime, rules, committed } = deps

  async function read(): Promise<StoredSettings> {
    const [rev, json] = await asking(() => redis.hmget(keys.settings, 'rev', 'settings'))
    const stored = json ? storedSettingsIn(json) : null
    // What cannot be read was changed as often as its rev says.
    return stored ?? { ...NOTHING_CHOSEN, rev: Number(rev ?? 0) }
  }

  async function write(before: number, document: StoredSettings) {
    const names = { document: keys.settings, feed: keys.feed }
    const changed = await changeDocument(redis, names, { kind: 'settings', before, document }, runtime)
    if (changed.outcome === 'done') committed(changed.feed)
    return changed.outcome
  }

  return {
    /** What was chosen, for {@link LiveSettings.take}. The feed brings it too, but may be behind. */
    json: async (): Promise<string> => (await asking(() => redis.hget(keys.settings, 'settings'))) ?? '',

    read: async (): Promise<SettingsView> => settingsView(await read(), rules),

    /**
     * @param rev the rev of the settings that the change is based on
     * @param check throws what forbids these changes
     */
    async change(
      body: SettingsBody,
      rev: number,
      by: Person,
      check: (changes: readonly ChosenValue[]) => Promise<void> = async () => undefined,
    ): Promise<SettingsChanged> {
      const before = await read()
      if (before.rev !== rev) return { outcome: 'stale', by: lastPersonIn(before) }
      const { changes, faults } = chosenIn(body, before, rules)
      if (faults.length > 0) return { outcome: 'invalid', faults }
      if (changes.length === 0) return { outcome: 'done', view: settingsView(before, rules), changes }
      await check(changes)
      const at = new Date(clock.now()).toISOString()
      const entries = changes.map(({ name, text, before }) => [name, { value: text, before, by, at }])
      const settings = { ...before.settings, ...Object.fromEntries(entries) }
      const document: StoredSettings = { ...before, rev: rev + 1, settings }
      if ((await write(rev, document)) !== 'done') return { outcome: 'stale', by: lastPersonIn(await read()) }
      return { outcome: 'done', view: settingsView(document, rules), changes }
    },

    /** Writes what this process knows after Redis has lost everything. */
    async restore(known: StoredSettings): Promise<void> {
      if (known.rev > 0) await write(0, known)
    },
  }
}
export type SettingsStore = ReturnType<typeof createSettingsStore>
