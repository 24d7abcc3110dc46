import type { OnAccountChange } from '../accounts/account.ts'
import { accountsInBackup, preferencesInBackup } from '../accounts/in-backup.ts'
import { auditInBackup } from '../audit/in-backup.ts'
import { callsInBackup } from '../calls/in-backup.ts'
import { staysInBackup } from '../calls/stays-in-backup.ts'
import { contactsInBackup } from '../contacts/in-backup.ts'
import { documentInBackup } from '../documents/in-backup.ts'
import type { Upgrade } from '../durable/stored-record.ts'
import { StoredSettings } from '../live-settings/stored.ts'
import { soundsInBackup } from '../office/sounds-in-backup.ts'
import { Groups } from '../protocol/groups.ts'
import { Office } from '../protocol/office/settings.ts'
import type { RedisClient } from '../redis/client.ts'
import type { Keys } from '../redis/keys.ts'
import type { Clock } from '../runtime.ts'
import { factorsInBackup } from '../second-factor/in-backup.ts'
import type { BackupPart } from './part.ts'

export interface BackupPartsDeps {
  redis: RedisClient
  keys: Keys
  clock: Clock
  /** Of calls. */
  upgrade: Upgrade
  /** Tells the desks of accounts that have come back. */
  onAccountChange: OnAccountChange
}

/**
 * All that a backup holds, in the order in which it comes back. Nobody signs in before the second factor is there, and the
 * office says which sounds stay.
 */
export function backupParts({ redis, keys, clock, upgrade, onAccountChange }: BackupPartsDeps): BackupPart[] {
  return [
    factorsInBackup(redis, keys),
    accountsInBackup({ redis, keys, onChange: onAccountChange }),
    documentInBackup(redis, keys, 'office', Office),
    soundsInBackup(redis, keys),
    documentInBackup(redis, keys, 'settings', StoredSettings),
    documentInBackup(redis, keys, 'groups', Groups),
    preferencesInBackup(redis, keys),
    contactsInBackup(redis, keys),
    callsInBackup({ redis, keys, clock, upgrade }),
    staysInBackup(redis, keys, clock),
    auditInBackup(redis, keys, clock),
  ]
}
