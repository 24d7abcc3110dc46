import { KEPT_MS as AUDIT_KEPT_MS } from '../audit/audit.ts'
import { KEPT_MS as INTENTS_KEPT_MS } from '../dialling/intents.ts'
import type { StoredData } from '../protocol/data-protection.ts'
import { FACTOR_WINDOW_S } from '../sessions/sign-in-limits.ts'
import type { Settings } from '../settings.ts'

const DAY_MS = 86_400_000
/** As the scripts say: calls/commit.lua, durable/commit.lua, durable/feed-append.lua. */
const SLOT_STAYS_KEPT_MS = DAY_MS
const ANSWERS_KEPT_MS = 3_600_000
const FEED_ENTRIES = 10_000

type Durations = Pick<Settings, 'historyDays' | 'recordingDays' | 'sessionIdleMs' | 'backup'>

/** What is stored, where, and for how long, as the settings are now. */
export function storedData(now: Durations): StoredData[] {
  const time = (ms: number, setting: string | null = null) => ({ kind: 'time' as const, ms, setting })
  const history = time(now.historyDays * DAY_MS, 'HISTORY_DAYS')
  const removed = { kind: 'removed' as const }
  const operator = { kind: 'operator' as const }
  return [
    { what: 'contacts', where: 'redis', until: removed },
    { what: 'calls', where: 'redis', until: history },
    { what: 'messages', where: 'redis', until: history },
    { what: 'recordings', where: 'twilio', until: history },
    {
      ...{ what: 'call_recordings', where: 'twilio' },
      until: time(now.recordingDays * DAY_MS, 'RECORDING_DAYS'),
    },
    { what: 'slot_history', where: 'redis', until: time(SLOT_STAYS_KEPT_MS) },
    { what: 'dial_intents', where: 'redis', until: time(INTENTS_KEPT_MS) },
    { what: 'answers', where: 'redis', until: time(ANSWERS_KEPT_MS) },
    { what: 'feed', where: 'redis', until: { kind: 'entries', most: FEED_ENTRIES } },
    { what: 'carrier_log', where: 'twilio', until: { kind: 'carrier' } },
    { what: 'accounts', where: 'redis', until: removed },
    { what: 'sessions', where: 'redis', until: time(now.sessionIdleMs, 'SESSION_IDLE_S') },
    { what: 'sign_in_attempts', where: 'redis', until: time(FACTOR_WINDOW_S * 1000) },
    { what: 'screens', where: 'redis', until: removed },
    { what: 'audit', where: 'redis', until: time(AUDIT_KEPT_MS) },
    { what: 'office', where: 'redis', until: removed },
    { what: 'log_files', where: 'disk', until: operator },
    // One file each night.
    {
      ...{ what: 'backups', where: 'disk' },
      until: now.backup.folder === null ? operator : time(now.backup.keep * DAY_MS, 'BACKUP_KEEP'),
    },
    { what: 'browser', where: 'browser', until: removed },
  ]
}
