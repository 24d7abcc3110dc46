import { Preferences, type PreferencesChange } from '../protocol/preferences.ts'
import type { RedisClient } from '../redis/client.ts'
import type { Keys } from '../redis/keys.ts'
import { replaceField } from '../redis/replace-field.ts'
import { asking } from '../redis/script.ts'

/** What agents chose for their own desks. Every method rejects with `RedisAway` when Redis cannot be reached. */
export function createPreferences(redis: RedisClient, keys: Keys) {
  const read = (agentId: string) => asking(() => redis.hget(keys.preferences, agentId))

  return {
    async of(agentId: string): Promise<Preferences> {
      return Preferences.parse(JSON.parse((await read(agentId)) ?? '{}'))
    },

    /** Another browser of the agent may change something else at the same time. */
    async change(agentId: string, change: PreferencesChange): Promise<void> {
      for (;;) {
        const before = (await read(agentId)) ?? ''
        // A newer version may have written more than this one knows.
        const kept: object = before === '' ? {} : JSON.parse(before)
        const after = JSON.stringify({ ...kept, ...change })
        if (
          after === before ||
          (await replaceField(redis, keys.preferences, { field: agentId, before, after }))
        )
          return
      }
    },
  }
}
export type AgentPreferences = ReturnType<typeof createPreferences>
