import type { Logger } from 'pino'
import { z } from 'zod'
import type { RedisClient } from './client.ts'
import type { Keys } from './keys.ts'
import { asking, readScript } from './script.ts'

const script = readScript(new URL('./set-aside.lua', import.meta.url), {
  keys: ['entries', 'aside'],
  args: ['field', 'value', 'name'],
})

/** What every version writes into the roster and the accounts: an object that names its own agent. */
const AnyEntry = z.object({ agentId: z.string() })
/** The same for the settings. */
const AnySettings = z.object({ rev: z.number(), settings: z.record(z.string(), z.unknown()) })

/**
 * Puts broken entries of the roster, the accounts or the settings aside. No version of this program writes them, and one of
 * them must not keep a process from starting. It stays in the hash `set-aside`, for an operator. Entries of newer versions
 * are left alone.
 * @throws RedisAway
 */
export async function setBrokenEntriesAside(
  redis: RedisClient,
  keys: Keys,
  log: Pick<Logger, 'error'>,
): Promise<void> {
  const hashes = { roster: keys.roster, accounts: keys.accounts, settings: keys.settings }
  for (const [name, entries] of Object.entries(hashes)) {
    const found = await asking(() => redis.hgetall(entries))
    for (const [field, value] of Object.entries(found)) {
      if (name === 'settings' ? isSettings(field, value) : isEntryOf(field, value)) continue
      const aside = `${keys.prefix}set-aside`
      await script.run(redis, { entries, aside }, { field, value, name: `${name}:${field}` })
      log.error({ hash: name, field }, 'An entry that cannot be read was put aside')
    }
  }
}

const isEntryOf = (field: string, value: string) => AnyEntry.safeParse(jsonIn(value)).data?.agentId === field

/** Beside the settings the hash has their rev. */
const isSettings = (field: string, value: string) =>
  field !== 'settings' || AnySettings.safeParse(jsonIn(value)).success

function jsonIn(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}
