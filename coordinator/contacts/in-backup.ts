import { fieldsOf, keptField } from '../backup/hash-part.ts'
import { type BackupPart, backupPart } from '../backup/part.ts'
import { Contact } from '../protocol/contacts.ts'
import type { RedisClient } from '../redis/client.ts'
import type { Keys } from '../redis/keys.ts'
import { asking } from '../redis/script.ts'
import { systemRuntime } from '../runtime.ts'
import { createContacts } from './contacts.ts'

/**
 * The contacts in a backup. They come back in one change, all or none. Coordinators that have outlived a loss have put their
 * contacts back already. Those are newer, and lack the contacts that were deleted since.
 */
export function contactsInBackup(redis: RedisClient, keys: Keys): BackupPart {
  const contacts = createContacts({ redis, keys, runtime: systemRuntime, committed: () => undefined })
  const count = () => asking(() => redis.hlen(keys.contacts))
  const kept = new Map<string, string>()

  return backupPart({
    name: 'contacts',
    keys: ['contacts', 'contactsState'],
    asOne: true,
    count,
    read: () => fieldsOf(redis, keys.contacts),
    schema: keptField(Contact),

    async compare({ id, json }) {
      const there = await asking(() => redis.hget(keys.contacts, id))
      return there === null ? 'missing' : there === json ? 'same' : 'other'
    },

    async put({ id, json }) {
      kept.set(id, json)
    },

    async finish(replace) {
      const rev = await contacts.storedRev()
      if (replace || (await count()) === 0) await contacts.putBack(kept, replace ? null : rev)
      kept.clear()
    },
  })
}
