import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { storedData } from '../../../coordinator/data-protection/stored.ts'
import type { StoredData } from '../../../coordinator/protocol/data-protection.ts'
import { readSettings } from '../../../coordinator/settings.ts'

const DAY_MS = 86_400_000
const HOUR_MS = 3_600_000

/** As the page writes it. */
function howLong({ until }: StoredData): string {
  switch (until.kind) {
    case 'time': {
      const [count, unit] =
        until.ms % DAY_MS === 0 ? [until.ms / DAY_MS, 'day'] : [until.ms / HOUR_MS, 'hour']
      return `${count} ${unit}${count === 1 ? '' : 's'}`
    }
    case 'entries':
      return `the newest ${until.most} entries`
    case 'removed':
      return 'until somebody deletes it'
    case 'carrier':
      return 'as long as Twilio keeps it'
    case 'operator':
      return 'as long as you keep it'
  }
}

const rows = [
  ...readFileSync('docs/data-protection.md', 'utf8').matchAll(
    /^\| (\w+)([^|]*)\|([^|]+)\|([^|]+)\|([^|]*)\|$/gm,
  ),
]
  .map(([, what = '', , where = '', long = '', set = '']) => ({ what, where, long, set }))
  .filter(({ what }) => what !== 'what')

test('docs/data-protection.md says of all that is stored where it is and for how long, as the defaults are', () => {
  const stored = storedData(readSettings({}))
  expect(rows.map(({ what }) => what)).toEqual(stored.map(({ what }) => what))
  for (const [n, one] of stored.entries()) {
    const row = rows[n]
    expect(row?.where.trim().toLowerCase(), one.what).toBe(one.where)
    expect(row?.long.trim().startsWith(howLong(one)), `${one.what}: ${howLong(one)}`).toBe(true)
    const setting = one.until.kind === 'time' ? one.until.setting : null
    expect(row?.set.trim(), one.what).toBe(setting === null ? '' : `\`${setting}\``)
  }
})

test('the page follows the settings of this process', () => {
  const of = (env: NodeJS.ProcessEnv, what: string) =>
    storedData(readSettings(env)).find((it) => it.what === what)?.until
  expect(of({ HISTORY_DAYS: '7' }, 'calls')).toEqual({
    kind: 'time',
    ms: 7 * DAY_MS,
    setting: 'HISTORY_DAYS',
  })
  const backup = { BACKUP_DIR: '/backups', BACKUP_KEEP: '5', BACKUP_PASSPHRASE: 'a long enough passphrase' }
  expect(of(backup, 'backups')).toEqual({ kind: 'time', ms: 5 * DAY_MS, setting: 'BACKUP_KEEP' })
})

/** What scripts keep on their own. */
test.each([
  ['coordinator/calls/commit.lua', 'STAYS_KEPT_MS = 86400000', 'slot_history', DAY_MS],
  ['coordinator/durable/commit.lua', 'ANSWERS_KEPT_MS = 3600000', 'answers', HOUR_MS],
  ['coordinator/durable/feed-append.lua', "'MAXLEN', '~', 10000", 'feed', 10_000],
])('what %s keeps is what the table says', (file, source, what, value) => {
  expect(readFileSync(file, 'utf8')).toContain(source)
  const until = storedData(readSettings({})).find((it) => it.what === what)?.until
  expect(until && ('ms' in until ? until.ms : 'most' in until ? until.most : null)).toBe(value)
})
