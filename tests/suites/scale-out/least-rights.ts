import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { ROOT } from '../../setup/child.ts'

/**
 * The ACL rule that docs/scaling.md gives for Switchyard's Redis user, split into words. `ACL SETUSER` takes what follows `user`.
 * @param where what the block is marked with
 */
export function leastRights(where: 'redis-acl' | 'sentinel-acl', site: string, password: string): string[] {
  const page = readFileSync(join(ROOT, 'docs/scaling.md'), 'utf8')
  const [, rule] = new RegExp(`^\`\`\`${where}\\nuser (.+)\\n\`\`\``, 'm').exec(page) ?? []
  if (rule === undefined) throw new Error(`docs/scaling.md has no ${where}`)
  const ours = rule
    .replace('PASSWORD', password)
    .replace('{main}', `{${site}}`)
    .replace(':main:', `:${site}:`)
  return ours.split(' ')
}
