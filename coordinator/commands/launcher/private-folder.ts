import { createHash } from 'node:crypto'
import { lstatSync, mkdirSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'

/**
 * A folder for the sockets of a data folder. Its path is short: some systems allow 103 characters for a socket's.
 * @throws {Error} when others may open it, since they could put a server of theirs there
 */
export function privateFolderFor(dataFolder: string): string {
  const hash = createHash('sha256').update(resolve(dataFolder)).digest('hex').slice(0, 16)
  const userId = process.getuid?.() ?? 0
  const folder = join(tmpdir(), `switchyard-${userId}-${hash}`)
  mkdirSync(folder, { recursive: true, mode: 0o700 })
  const found = lstatSync(folder)
  if (!found.isDirectory() || found.uid !== userId || (found.mode & 0o077) !== 0)
    throw new Error(`${folder} is not a folder that you alone may open: remove it, and start again`)
  return folder
}
