import { readFileSync } from 'node:fs'
import { resolve } from 'node:path'
import { z } from 'zod'
import type { Environment } from './environment.ts'
import { notBeside, text, whole } from './fields.ts'

export interface BackupSettings {
  /** An absolute path. Null: nothing is written by night. */
  folder: string | null
  /** In the office's time zone. */
  at: { hour: number; minute: number }
  /** How many files stay. */
  keep: number
  passphrase: string | null
}

const LEAST = 12
const PASSPHRASE = `a passphrase of at least ${LEAST} characters`
const TIME = /^([01]\d|2[0-3]):([0-5]\d)$/

export const isPassphrase = (value: string) => value.length >= LEAST

/** Who writes a backup by night needs a passphrase: nobody is there to be asked. */
export function backupSchema(environment: Environment): z.ZodType<BackupSettings> {
  const inFile = environment.BACKUP_PASSPHRASE_FILE !== undefined
  const needed = environment.BACKUP_DIR !== undefined && !inFile
  const accepted = `${PASSPHRASE}${needed ? ', here or in BACKUP_PASSPHRASE_FILE, beside BACKUP_DIR' : ''}`
  const passphrase = text(accepted, isPassphrase)
  return z
    .object({
      BACKUP_DIR: text('a folder')
        .transform((folder) => resolve(folder))
        .optional(),
      BACKUP_AT: text('a time such as 03:30', (time) => TIME.test(time)).prefault('03:30'),
      BACKUP_KEEP: whole(1, 1_000, 14),
      BACKUP_PASSPHRASE: inFile
        ? notBeside('BACKUP_PASSPHRASE_FILE', 'only one of both').optional()
        : needed
          ? passphrase
          : passphrase.optional(),
      BACKUP_PASSPHRASE_FILE: passphraseFile().optional(),
    })
    .transform((read) => {
      const [, hour, minute] = TIME.exec(read.BACKUP_AT) ?? []
      return {
        folder: read.BACKUP_DIR ?? null,
        at: { hour: Number(hour), minute: Number(minute) },
        keep: read.BACKUP_KEEP,
        passphrase: read.BACKUP_PASSPHRASE_FILE ?? read.BACKUP_PASSPHRASE ?? null,
      }
    })
}

/** The first line of the file, read once, at the start. */
function passphraseFile() {
  const accepted = `a file that can be read, with ${PASSPHRASE} in its first line`
  return text(accepted).transform((path, context) => {
    try {
      const [line = ''] = readFileSync(path, 'utf8').split(/\r?\n/)
      if (isPassphrase(line)) return line
    } catch {
      // The issue below says what is accepted.
    }
    context.addIssue({ code: 'custom', message: `is not one; accepted: ${accepted}` })
    return z.NEVER
  })
}
