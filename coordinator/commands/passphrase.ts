import { createInterface } from 'node:readline/promises'
import { Writable } from 'node:stream'
import { isPassphrase } from '../settings/backup.ts'
import { printNotice } from './output.ts'

/** Asks on the terminal, and shows nothing of what is typed. @throws {Error} when there is no terminal */
async function ask(question: string): Promise<string> {
  if (!process.stdin.isTTY)
    throw new Error(
      'The passphrase is missing: set BACKUP_PASSPHRASE or BACKUP_PASSPHRASE_FILE, or run this in a terminal',
    )
  const nowhere = new Writable({ write: (_chunk, _encoding, done) => done() })
  const lines = createInterface({ input: process.stdin, output: nowhere, terminal: true })
  // The terminal hands every key over, this one too.
  lines.on('SIGINT', () => process.kill(process.pid, 'SIGINT'))
  printNotice(question)
  try {
    return await lines.question('')
  } finally {
    lines.close()
  }
}

/** The passphrase of a file that there is. */
export const askPassphrase = () => ask('Passphrase of the backup:')

/** A passphrase for a new file: typed twice, since nobody sees it. */
export async function askNewPassphrase(): Promise<string> {
  const passphrase = await ask('A passphrase for the backup, at least 12 characters:')
  if (!isPassphrase(passphrase)) throw new Error('The passphrase has fewer than 12 characters')
  if ((await ask('Once more:')) !== passphrase) throw new Error('These are two different passphrases')
  return passphrase
}
