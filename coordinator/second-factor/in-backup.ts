import { hashPart } from '../backup/hash-part.ts'
import type { BackupPart } from '../backup/part.ts'
import type { RedisClient } from '../redis/client.ts'
import type { Keys } from '../redis/keys.ts'
import { StoredFactors } from './stored-factors.ts'

export const factorsInBackup = (redis: RedisClient, keys: Keys): BackupPart =>
  hashPart({ redis, keys, name: 'second factors', hash: 'secondFactors', schema: StoredFactors })
