import { mkdir, readdir, rm } from 'node:fs/promises'
import { join } from 'node:path'
import type { Audit } from '../audit/audit.ts'
import type { Heartbeats } from '../ops/heartbeats.ts'
import type { Clock } from '../runtime.ts'
import type { BackupSettings } from '../settings/backup.ts'
import type { Backups } from './backups.ts'
import { UNFINISHED } from './file.ts'

const DAY_MS = 86_400_000

export interface NightlyBackupDeps {
  backups: Pick<Backups, 'write' | 'isInUse'>
  settings: BackupSettings
  site: string
  heartbeats: Pick<Heartbeats, 'backupTried'>
  audit: Pick<Audit, 'record'>
  clock: Clock
  /** Of the office. */
  timeZone(): string
}

export interface NightlyBackup {
  /** When it is written; null: never. */
  schedule(): { pattern: string; tz: string } | null
  /** Writes one file, and removes the oldest ones beyond those that stay. */
  run(): Promise<void>
}

export function nightlyBackup(deps: NightlyBackupDeps): NightlyBackup {
  const { backups, settings, site, heartbeats, audit, clock, timeZone } = deps
  const { at, folder, keep } = settings
  const isOwn = (name: string) =>
    name.startsWith(prefixOf(site)) && REST.test(name.slice(prefixOf(site).length))

  /** Also what a process has left unfinished more than a day ago. */
  async function removeOld(inFolder: string, now: number): Promise<void> {
    const names = (await readdir(inFolder)).filter(isOwn).sort()
    const left = names.filter((name) => name.endsWith(UNFINISHED) && name < backupName(site, now - DAY_MS))
    const beyond = names.filter((name) => !name.endsWith(UNFINISHED)).slice(0, -keep)
    for (const name of [...left, ...beyond]) await rm(join(inFolder, name), { force: true })
  }

  async function write(): Promise<string> {
    const passphrase = settings.passphrase
    if (folder === null || passphrase === null)
      throw new Error('BACKUP_DIR is not set here: set it for every process that runs jobs')
    // Else the files of a site that was lost would push out those from before.
    if (!(await backups.isInUse()))
      throw new Error('Nobody can sign in at this site: it was lost, or is new, and older files stay')
    await mkdir(folder, { recursive: true, mode: 0o700 })
    const name = backupName(site, clock.now())
    await backups.write(join(folder, name), passphrase)
    await removeOld(folder, clock.now())
    return name
  }

  return {
    schedule: () => (folder === null ? null : { pattern: `${at.minute} ${at.hour} * * *`, tz: timeZone() }),

    async run() {
      const deed = { what: 'backup_written', who: null, from: 'job' } as const
      try {
        const target = await write()
        await heartbeats.backupTried('done', clock.now())
        audit.record({ ...deed, target })
      } catch (error) {
        const detail = error instanceof Error ? error.message : String(error)
        audit.record({ ...deed, result: 'failed', detail })
        await heartbeats.backupTried('failed', clock.now())
        throw error
      }
    },
  }
}

const prefixOf = (site: string) => `switchyard-${site}-`
const REST = /^\d{4}-\d\d-\d\dT[\d-]+Z\.backup(\.unfinished)?$/

/** Names of one site are in the order of time. */
export const backupName = (site: string, at: number) =>
  `${prefixOf(site)}${new Date(at).toISOString().replaceAll(/[:.]/g, '-')}.backup`
