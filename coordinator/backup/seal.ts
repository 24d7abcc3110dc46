import { randomBytes, scrypt, timingSafeEqual } from 'node:crypto'
import { z } from 'zod'
import { BackupError, damaged } from './backup-error.ts'

/** Counts up when an older version could not read the file. */
const FORMAT = 1
const NAME = 'switchyard-backup'
const KEY_BYTES = 32
const CHECK_BYTES = 16
/** What is read to find the end of the first line. */
export const LONGEST_HEAD = 1024

/** What OWASP recommends: 128 MiB, some 0.3 s. */
const COST: ScryptCost = { N: 2 ** 17, r: 8, p: 1 }
/** A file that asks for more is refused. */
const MOST_MEMORY = 2 ** 30

const ScryptCost = z
  .object({ N: z.number().int().min(2), r: z.number().int().min(1), p: z.number().int().min(1).max(16) })
  .refine(({ N, r }) => 128 * N * r <= MOST_MEMORY && Number.isInteger(Math.log2(N)) && N < 2 ** (16 * r))
export type ScryptCost = z.infer<typeof ScryptCost>

const Head = z.object({ scrypt: ScryptCost, salt: z.string(), check: z.string() })

/** What seals and opens the chunks of one file. */
export interface Seal {
  key: Buffer
  /** The first line of the file. Every chunk vouches for it. */
  head: Buffer
}

/** The seal of a new file: with a salt of its own, no two files have the same key. */
export async function newSeal(passphrase: string, cost = COST): Promise<Seal> {
  const salt = randomBytes(32)
  const { key, check } = await derived(passphrase, salt, cost)
  const facts = { scrypt: cost, salt: salt.toString('base64'), check: check.toString('base64') }
  return { key, head: Buffer.from(`${NAME} ${FORMAT} ${JSON.stringify(facts)}\n`) }
}

/**
 * @param start the first bytes of the file
 * @throws {BackupError}
 */
export async function sealIn(start: Buffer, passphrase: string): Promise<Seal> {
  const [, version, facts] = /^switchyard-backup (\d{1,9}) (.+)\n/.exec(start.toString('latin1')) ?? []
  if (version === undefined || facts === undefined)
    throw new BackupError('notABackup', 'The file is not a backup of Switchyard')
  if (Number(version) > FORMAT)
    throw new BackupError(
      'newer',
      'A newer version of Switchyard has written the file: restore it with that version',
    )
  const head = Head.safeParse(jsonIn(facts)).data
  if (head === undefined) throw damaged()
  const { key, check } = await derived(passphrase, Buffer.from(head.salt, 'base64'), head.scrypt)
  const expected = Buffer.from(head.check, 'base64')
  if (expected.length !== check.length || !timingSafeEqual(expected, check))
    throw new BackupError('passphrase', 'The passphrase is not the one of this file')
  return { key, head: start.subarray(0, start.indexOf('\n') + 1) }
}

/** The check tells a wrong passphrase from a damaged file. It says nothing of the key: scrypt's output is random throughout. */
async function derived(passphrase: string, salt: Buffer, { N, r, p }: ScryptCost) {
  const bytes = await new Promise<Buffer>((resolve, reject) =>
    scrypt(
      // Keyboards and files may compose an accent in different ways.
      passphrase.normalize('NFC'),
      salt,
      KEY_BYTES + CHECK_BYTES,
      { N, r, p, maxmem: 2 * 128 * N * r + 128 * r * p },
      (error, key) => (error ? reject(error) : resolve(key)),
    ),
  )
  return { key: bytes.subarray(0, KEY_BYTES), check: bytes.subarray(KEY_BYTES) }
}

function jsonIn(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}
