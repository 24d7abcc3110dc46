import { readdirSync, readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { LEFT_OUT } from '../../../coordinator/backup/left-out.ts'
import { backupParts } from '../../../coordinator/backup/parts.ts'
import { keysOf } from '../../../coordinator/redis/keys.ts'
import { testSite } from '../../setup/site.ts'

const { redis, keys } = testSite()
const parts = backupParts({
  redis,
  keys,
  clock: Date,
  upgrade: (record) => record,
  onAccountChange: async () => undefined,
})

/** Names of redis/keys.ts, and of keys that one store makes for itself. */
function kindsOfKeys(): string[] {
  const { prefix: _, ...table } = keysOf('main')
  const sources = ['coordinator', 'migrations'].flatMap((folder) =>
    readdirSync(folder, { recursive: true, encoding: 'utf8' })
      .filter((file) => file.endsWith('.ts') && file !== 'redis/keys.ts')
      .map((file) => readFileSync(`${folder}/${file}`, 'utf8')),
  )
  const ofStores = sources.flatMap((source) =>
    [...source.matchAll(/`\$\{(?:keys\.)?prefix\}([a-z-]+:?)/g)].map(([, name = '']) => name),
  )
  expect(ofStores.length).toBeGreaterThan(8)
  return [...new Set([...Object.keys(table), ...ofStores])]
}

test('each kind of key is in a backup, or is left out for a reason, and not both', () => {
  const inBackup: string[] = parts.flatMap(({ keys }) => keys)
  expect(new Set(inBackup).size).toBe(inBackup.length)
  expect([...inBackup, ...Object.keys(LEFT_OUT)].sort()).toEqual(kindsOfKeys().sort())
  for (const reason of Object.values(LEFT_OUT)) expect(reason).toMatch(/\w{4}/)
})

test('docs/backup.md names each part', () => {
  const page = readFileSync('docs/backup.md', 'utf8')
  expect(parts.map(({ name }) => name).filter((name) => !page.includes(`\`${name}\``))).toEqual([])
})
