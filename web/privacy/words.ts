import type {
  ErasureReport,
  PersonPlace,
  Remains,
  StoredData,
} from '../../coordinator/protocol/data-protection.ts'
import { ApiRefusal } from '../api/request.ts'
import { contactErrorText } from '../contacts/contacts.ts'
import { number } from '../language/formats.ts'
import { t, type Words } from '../language/text.ts'

const PLACES: Record<PersonPlace, Words> = {
  contacts: 'page.contacts',
  contact_notes: 'privacy.place.contactNotes',
  calls: 'privacy.place.calls',
  messages: 'privacy.place.messages',
  recordings: 'privacy.place.recordings',
  dial_intents: 'privacy.place.dialIntents',
  feed: 'privacy.place.feed',
  audit: 'privacy.place.audit',
}
export const placeInWords = (place: PersonPlace) => t(PLACES[place])

/** Before an erasure the count says what is there, and after it what has gone. */
export const countInWords = ({ dryRun }: Pick<ErasureReport, 'dryRun'>, count: number): string =>
  dryRun ? number(count) : t('privacy.count.erased', { count })

/** The same of what Twilio has. It may not have confirmed yet that it has gone. */
export const carrierCountInWords = (
  { dryRun, carrier }: Pick<ErasureReport, 'dryRun' | 'carrier'>,
  count: number,
): string =>
  !dryRun && carrier.owed !== 0 ? t('privacy.count.ordered', { count }) : countInWords({ dryRun }, count)

const REMAINS: Record<Remains, Words> = {
  audit_entry: 'privacy.remains.auditEntry',
  call_frame: 'privacy.remains.callFrame',
  names_in_notes: 'privacy.remains.namesInNotes',
  backups: 'privacy.remains.backups',
  log_files: 'privacy.remains.logFiles',
  carrier_records: 'privacy.remains.carrierRecords',
  carrier_log: 'privacy.remains.carrierLog',
  newer_calls: 'privacy.remains.newerCalls',
  office: 'privacy.remains.office',
}
export const remainsInWords = (remains: Remains) => t(REMAINS[remains])

const STORED: Record<StoredData['what'], Words> = {
  contacts: 'privacy.stored.contacts',
  calls: 'privacy.stored.calls',
  messages: 'privacy.stored.messages',
  recordings: 'privacy.stored.recordings',
  call_recordings: 'privacy.stored.callRecordings',
  slot_history: 'privacy.stored.slotHistory',
  dial_intents: 'privacy.stored.dialIntents',
  answers: 'privacy.stored.answers',
  feed: 'privacy.stored.feed',
  carrier_log: 'privacy.stored.carrierLog',
  accounts: 'privacy.stored.accounts',
  sessions: 'privacy.stored.sessions',
  sign_in_attempts: 'privacy.stored.signInAttempts',
  screens: 'privacy.stored.screens',
  audit: 'privacy.stored.audit',
  office: 'privacy.stored.office',
  log_files: 'privacy.stored.logFiles',
  backups: 'privacy.stored.backups',
  browser: 'privacy.stored.browser',
}
export const storedInWords = ({ what }: StoredData) => t(STORED[what])

const WHERE: Record<StoredData['where'], Words> = {
  redis: 'privacy.where.redis',
  twilio: 'privacy.where.twilio',
  disk: 'privacy.where.disk',
  browser: 'privacy.where.browser',
}
export const whereInWords = ({ where }: StoredData) => t(WHERE[where])

const DAY_MS = 86_400_000
const HOUR_MS = 3_600_000

function lasting(ms: number): string {
  if (ms % DAY_MS === 0) return t('privacy.days', { count: ms / DAY_MS })
  if (ms >= HOUR_MS) return t('privacy.hours', { hours: number(ms / HOUR_MS, { maximumFractionDigits: 1 }) })
  return t('privacy.minutes', { minutes: number(ms / 60_000, { maximumFractionDigits: 1 }) })
}

export function untilInWords({ until }: StoredData): string {
  switch (until.kind) {
    case 'time':
      return lasting(until.ms)
    case 'entries':
      return t('privacy.until.entries', { most: until.most })
    case 'removed':
      return t('privacy.until.removed')
    case 'carrier':
      return t('privacy.until.carrier')
    case 'operator':
      return t('privacy.until.operator')
  }
}

/** Why nothing could be found, exported or erased. @param name what was chosen: the only number that may be unreadable */
export function personErrorText(error: unknown, name: string): string {
  const unreadable = error instanceof ApiRefusal && error.problem.errors?.[0]?.path.startsWith('numbers.')
  return unreadable ? t('privacy.unreadable', { number: name }) : contactErrorText(error)
}
