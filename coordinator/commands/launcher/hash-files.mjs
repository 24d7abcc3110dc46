import { createHash } from 'node:crypto'
import { readdirSync, readFileSync } from 'node:fs'
import { join, relative } from 'node:path'

/**
 * All files below a folder whose name is accepted. Folders that are not accepted are left out as a whole.
 * @param {string} folder
 * @param {(name: string, isFolder: boolean) => boolean} accepts
 * @returns {string[]}
 */
export function filesIn(folder, accepts) {
  return readdirSync(folder, { withFileTypes: true }).flatMap((entry) => {
    if (!accepts(entry.name, entry.isDirectory())) return []
    const path = join(folder, entry.name)
    return entry.isDirectory() ? filesIn(path, accepts) : [path]
  })
}

/**
 * The hash of the files' paths and content. File times would not tell whether a file changed: a checkout sets them.
 * @param {string} root
 * @param {string[]} files
 */
export function hashOf(root, files) {
  const hash = createHash('sha256')
  for (const file of files.toSorted())
    hash
      .update(`${relative(root, file)}\0`)
      .update(readFileSync(file))
      .update('\0')
  return hash.digest('hex')
}
