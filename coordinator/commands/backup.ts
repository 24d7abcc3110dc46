import { existsSync } from 'node:fs'
import { mkdir } from 'node:fs/promises'
import { userInfo } from 'node:os'
import { dirname, join, resolve } from 'node:path'
import { createAudit } from '../audit/audit.ts'
import { backupName } from '../backup/nightly.ts'
import { openBackups } from '../process.ts'
import { keysOf } from '../redis/keys.ts'
import { createServerClock } from '../redis/server-clock.ts'
import { systemRuntime } from '../runtime.ts'
import { readSettings } from '../settings.ts'
import { parseArguments, runCommand, UsageError } from './command.ts'
import { print } from './output.ts'
import { askNewPassphrase } from './passphrase.ts'
import { openRedis, SILENT_LOG } from './services.ts'

const USAGE = `usage: npm run backup [-- <file>]
Writes accounts, office, settings, contacts, ended calls, preferences and the audit log into one encrypted file.
Without <file>: a file named by site and time, in BACKUP_DIR or in this folder. The passphrase is BACKUP_PASSPHRASE, or in
BACKUP_PASSPHRASE_FILE, or asked for.`

await runCommand({
  usage: USAGE,
  parse(args) {
    const [file, ...more] = parseArguments(args, {}, true).positionals
    if (more.length > 0) throw new UsageError(`Unexpected argument ${more.join(' ')}`)
    return file ?? null
  },
  async main(file, shutdown) {
    const settings = readSettings(process.env)
    const redis = await openRedis(settings, shutdown)
    const keys = keysOf(settings.site)
    const clock = createServerClock(redis, keys, systemRuntime)
    await clock.read()
    const path = resolve(file ?? join(settings.backup.folder ?? '.', backupName(settings.site, clock.now())))
    if (existsSync(path)) throw new Error(`${path} is there already: nothing was written`)
    const audit = createAudit({ redis, keys, clock, log: SILENT_LOG })
    shutdown.add('The audit log', audit.flush)

    const passphrase = settings.backup.passphrase ?? (await askNewPassphrase())
    if (file === null) await mkdir(dirname(path), { recursive: true, mode: 0o700 })
    const counts = await openBackups(redis, settings.site, clock).write(path, passphrase)
    audit.record({ what: 'backup_written', from: `shell of ${userInfo().username}`, target: path })
    for (const [part, count] of Object.entries(counts)) print(`${part}: ${count}`)
    print(`Written to ${path}`)
  },
})
