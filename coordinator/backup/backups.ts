import type { RedisClient } from '../redis/client.ts'
import type { Keys } from '../redis/keys.ts'
import { readScript } from '../redis/script.ts'
import type { Clock } from '../runtime.ts'
import { BackupError } from './backup-error.ts'
import { backupLines, type Counts, type DataVersion } from './contents.ts'
import { openSealedLines, type SealedLines, writeSealedLines } from './file.ts'
import type { BackupPart } from './part.ts'
import { isInUse, putBack, type Survey, survey } from './restore.ts'
import type { ScryptCost } from './seal.ts'

const announce = readScript(new URL('./announce-restored.lua', import.meta.url), { keys: ['feed'], args: [] })

/** What the migrations are, for a room that does not know them. */
export interface DataVersions {
  /** The id of the last one that this version knows. */
  lastKnown: number
  /** The last one that the site has had. @throws when a newer version has written the data */
  applied(): Promise<DataVersion>
  applyPending(): Promise<void>
  /** Applies to what was put back those that its version lacked. */
  applyAfter(id: number): Promise<void>
}

export interface BackupsDeps {
  redis: RedisClient
  keys: Keys
  site: string
  clock: Clock
  parts: readonly BackupPart[]
  versions: DataVersions
  /** Of the key; as little as it may be in a test. */
  cost?: ScryptCost | undefined
}

/** Writes the site into a file, and puts a file back into the site. */
export function createBackups({ redis, keys, site, clock, parts, versions, cost }: BackupsDeps) {
  return {
    /** Whether somebody can have signed in. Otherwise there is nothing to keep: everything was lost, or is new. */
    async isInUse(): Promise<boolean> {
      return (await parts.find(({ name }) => name === 'accounts')?.count()) !== 0
    },

    /** @returns how many records of each part are in it */
    async write(path: string, passphrase: string): Promise<Counts> {
      const origin = { site, at: new Date(clock.now()).toISOString(), data: await versions.applied() }
      let counts: Counts = {}
      const counted = (all: Counts) => {
        counts = all
      }
      await writeSealedLines(path, backupLines(origin, parts, counted), passphrase, cost)
      return counts
    },

    /** @throws {BackupError} */
    open: (path: string, passphrase: string): Promise<SealedLines> => openSealedLines(path, passphrase),

    /** Reads the whole file, and changes nothing. @throws {BackupError} */
    survey: (file: SealedLines): Promise<Survey> => survey(file, parts, versions.lastKnown),

    /**
     * Puts back what a survey has seen. Done again, also after a crash in the middle, it does what is missing.
     * @param replace records of the file take the place of those that there are; no other is deleted
     * @throws {BackupError} `siteInUse`, before anything is changed
     */
    async putBack(file: SealedLines, seen: Survey, replace: boolean): Promise<void> {
      if (!replace && isInUse(seen)) throw siteInUse()
      await versions.applyPending()
      await putBack(file, parts, seen, replace)
      await versions.applyAfter(seen.origin.data.id)
      await announce.run(redis, { feed: keys.feed }, {})
    },
  }
}
export type Backups = ReturnType<typeof createBackups>

const siteInUse = () =>
  new BackupError(
    'siteInUse',
    'The site has accounts that the file lacks or has otherwise, so it is in use: nothing was changed. With --replace what is in the file takes the place of what is there',
  )
