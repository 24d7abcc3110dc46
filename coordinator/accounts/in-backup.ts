import { hashPart } from '../backup/hash-part.ts'
import type { BackupPart } from '../backup/part.ts'
import { Preferences } from '../protocol/preferences.ts'
import type { RedisClient } from '../redis/client.ts'
import type { Keys } from '../redis/keys.ts'
import { asking } from '../redis/script.ts'
import { type OnAccountChange, StoredAccount } from './account.ts'

interface AccountsInBackup {
  redis: RedisClient
  keys: Keys
  /** Tells the desks. */
  onChange: OnAccountChange
}

/**
 * The accounts in a backup. An invitation that nobody has used gives way to the file's account: a start on a Redis that has
 * lost everything invites an administrator. Where accounts are replaced, their people sign in again.
 */
export function accountsInBackup({ redis, keys, onChange }: AccountsInBackup): BackupPart {
  return hashPart({
    redis,
    keys,
    name: 'accounts',
    hash: 'accounts',
    schema: StoredAccount,
    givesWay: (there, kept) => isUnused(there) && !isUnused(kept),

    /** Those with which somebody can have signed in. */
    count: async () => (await asking(() => redis.hvals(keys.accounts))).filter((it) => !isUnused(it)).length,

    async settled({ id, json }, replace) {
      const { name, disabled } = StoredAccount.parse(JSON.parse(json))
      await onChange(id, { type: 'added', name })
      if (disabled) await onChange(id, { type: 'disabled' })
      else if (replace) await onChange(id, { type: 'sessionsEnded' })
    },
  })
}

function isUnused(json: string): boolean {
  const account = StoredAccount.safeParse(JSON.parse(json)).data
  return account !== undefined && account.temporaryUntil !== null && account.invitation?.used === false
}

export const preferencesInBackup = (redis: RedisClient, keys: Keys): BackupPart =>
  hashPart({ redis, keys, name: 'preferences', hash: 'preferences', schema: Preferences })
