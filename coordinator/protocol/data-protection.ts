import { z } from 'zod'
import { MOST_NUMBERS } from './contacts.ts'

/** `POST /api/contacts/personal-data`: all that is stored of a person. */
export const PersonBody = z.object({
  /** All numbers of the person, in any format. */
  numbers: z.array(z.string().max(120)).min(1).max(MOST_NUMBERS),
})

/** `POST /api/contacts/erase` */
export const Erasure = PersonBody.extend({
  /** Says what would be erased, and does nothing. */
  dryRun: z.boolean().default(false),
})

/** Where something of a person is found. */
export const PersonPlace = z.enum([
  'contacts',
  /** Notes of other contacts that have one of the numbers. */
  'contact_notes',
  /** Ended calls, also those of others in which a number of the person stands. */
  'calls',
  'messages',
  /** Of calls. */
  'recordings',
  /** Numbers that agents called, as they asked for it. */
  'dial_intents',
  /** Entries of the live feed, which screens have shown already. */
  'feed',
  'audit',
])
export type PersonPlace = z.infer<typeof PersonPlace>

/** What an erasure leaves, each for a reason of its own. */
export const Remains = z.enum([
  /** That somebody was erased, when, and which agent did it. */
  'audit_entry',
  /** When a call was, who answered it and how it ended. */
  'call_frame',
  /** Names, in notes of the calls of others. */
  'names_in_notes',
  'backups',
  /** Lines have masked numbers. */
  'log_files',
  /** Invoices, and what Twilio must keep. */
  'carrier_records',
  /** Twilio did not answer: its log may have legs of the person. Erase again. */
  'carrier_log',
  /** During an upgrade: only the newer version can read these calls. Erase again after it. */
  'newer_calls',
  /** A number of the person stands in the words or settings of the office. */
  'office',
])
export type Remains = z.infer<typeof Remains>

/** What was erased of a person, or would be. It names nobody. */
export const ErasureReport = z.object({
  /** Masked. */
  numbers: z.array(z.string()),
  at: z.iso.datetime(),
  by: z.string(),
  dryRun: z.boolean(),
  /** The person is on a call, or is being called: nothing can be erased now. */
  onCall: z.boolean(),
  found: z.array(z.object({ place: PersonPlace, count: z.number().int().nonnegative() })),
  /** What Twilio has. */
  carrier: z.object({
    recordings: z.number().int().nonnegative(),
    /** Null: Twilio did not answer. */
    logEntries: z.number().int().nonnegative().nullable(),
    /** Deletions that Twilio has not confirmed yet. They are repeated until it does. Null: nothing was erased. */
    owed: z.number().int().nonnegative().nullable(),
  }),
  remains: z.array(Remains),
})
export type ErasureReport = z.infer<typeof ErasureReport>

/** One kind of data: where it is, and for how long. */
export const StoredData = z.object({
  what: z.enum([
    'contacts',
    'calls',
    'messages',
    /** Of messages. */
    'recordings',
    'call_recordings',
    'slot_history',
    'dial_intents',
    'answers',
    'feed',
    'carrier_log',
    'accounts',
    'sessions',
    'sign_in_attempts',
    'screens',
    'audit',
    'office',
    'log_files',
    'backups',
    'browser',
  ]),
  where: z.enum(['redis', 'twilio', 'disk', 'browser']),
  until: z.discriminatedUnion('kind', [
    z.object({ kind: z.literal('time'), ms: z.number(), setting: z.string().nullable() }),
    z.object({ kind: z.literal('entries'), most: z.number() }),
    /** Somebody removes it. */
    z.object({ kind: z.literal('removed') }),
    /** As Twilio keeps it; an erasure deletes it. */
    z.object({ kind: z.literal('carrier') }),
    /** The operator of the machine decides. */
    z.object({ kind: z.literal('operator') }),
  ]),
})
export type StoredData = z.infer<typeof StoredData>

/** `GET /api/data-protection` */
export const DataProtection = z.object({
  stored: z.array(StoredData),
  /** Deletions that Twilio has not confirmed yet. */
  owed: z.number().int().nonnegative(),
})
export type DataProtection = z.infer<typeof DataProtection>
