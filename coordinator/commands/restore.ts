import { userInfo } from 'node:os'
import { resolve } from 'node:path'
import { createAudit } from '../audit/audit.ts'
import { BackupError } from '../backup/backup-error.ts'
import { openBackups } from '../process.ts'
import { keysOf } from '../redis/keys.ts'
import { createServerClock } from '../redis/server-clock.ts'
import { systemRuntime } from '../runtime.ts'
import { readSettings } from '../settings.ts'
import { parseArguments, runCommand, UsageError } from './command.ts'
import { print } from './output.ts'
import { askPassphrase } from './passphrase.ts'
import { surveyLines } from './restore-lines.ts'
import { openRedis, SILENT_LOG } from './services.ts'

const USAGE = `usage: npm run restore -- <file> [--dry-run] [--replace]
Puts a backup back into a site that has lost its data. What the site has already stays, and nothing is deleted.
  --dry-run  says what it would do, and changes nothing
  --replace  also into a site that is in use: what is in the file takes the place of what is there
The passphrase is BACKUP_PASSPHRASE, or in BACKUP_PASSPHRASE_FILE, or asked for.`

await runCommand({
  usage: USAGE,
  parse(args) {
    const { positionals, values } = parseArguments(
      args,
      { 'dry-run': { type: 'boolean', default: false }, replace: { type: 'boolean', default: false } },
      true,
    )
    const [file, ...more] = positionals
    if (file === undefined) throw new UsageError('A file is needed')
    if (more.length > 0) throw new UsageError(`Unexpected argument ${more.join(' ')}`)
    return { path: resolve(file), dryRun: values['dry-run'], replace: values.replace }
  },
  async main({ path, dryRun, replace }, shutdown) {
    const settings = readSettings(process.env)
    const redis = await openRedis(settings, shutdown)
    const keys = keysOf(settings.site)
    const clock = createServerClock(redis, keys, systemRuntime)
    await clock.read()
    const audit = createAudit({ redis, keys, clock, log: SILENT_LOG })
    shutdown.add('The audit log', audit.flush)
    const backups = openBackups(redis, settings.site, clock)

    const passphrase = settings.backup.passphrase ?? (await askPassphrase())
    const file = await backups.open(path, passphrase)
    shutdown.add('The file', file.close)
    const seen = await backups.survey(file)
    for (const line of surveyLines(seen, { site: settings.site, replace, dryRun })) print(line)
    if (dryRun) {
      print('Nothing was changed.')
      return 0
    }
    const deed = { what: 'backup_restored', from: `shell of ${userInfo().username}`, target: path } as const
    try {
      await backups.putBack(file, seen, replace)
      audit.record({ ...deed, detail: `of ${seen.origin.at}${replace ? ', --replace' : ''}` })
    } catch (error) {
      if (error instanceof BackupError) audit.record({ ...deed, result: 'refused' })
      throw error
    }
    print(
      'All of it is there. Who was disabled or removed since the backup may sign in again: look at the page People.',
    )
    return 0
  },
})
