import { z } from 'zod'
import { OutsideNumber } from '../../machines/ids.ts'
import { cleanText, LineOfText } from './text.ts'

export const MOST_NUMBERS = 10
const LONGEST_NAME = 100
export const LONGEST_NOTE = 2_000

export const NumberKind = z.enum(['work', 'mobile', 'home', 'other'])
export type NumberKind = z.infer<typeof NumberKind>

const line = LineOfText(LONGEST_NAME)

const lines = (text: string) =>
  text
    .split(/\r\n?|\n/)
    .map((one) => cleanText(one, LONGEST_NOTE))
    .join('\n')
    .trim()

/** What somebody writes of a contact. Numbers are as typed or pasted. */
export const ContactBody = z.object({
  name: line.pipe(z.string().min(1, 'must not be empty')),
  organisation: line
    .nullable()
    .default(null)
    .transform((text) => text || null),
  numbers: z
    .array(z.object({ number: z.string().max(120), kind: NumberKind.default('work') }))
    .max(MOST_NUMBERS)
    .default([]),
  note: z
    .string()
    .max(LONGEST_NOTE)
    .transform(lines)
    .nullable()
    .default(null)
    .transform((text) => text || null),
  /** Marked in the ring, the lot and the history. */
  vip: z.boolean().default(false),
  /** Calls from these numbers ring nowhere. */
  blocked: z.boolean().default(false),
})
export type ContactBody = z.infer<typeof ContactBody>

/** Somebody outside the office, known to it. */
export const Contact = z.object({
  id: z.string().min(1).max(64),
  /** Counts up by one with every change of this contact. */
  rev: z.number().int().positive(),
  name: z.string(),
  organisation: z.string().nullable(),
  numbers: z.array(z.object({ number: OutsideNumber, kind: NumberKind })),
  note: z.string().nullable(),
  vip: z.boolean(),
  blocked: z.boolean(),
})
export type Contact = z.infer<typeof Contact>

/** What a call's card shows of the contact whose number it is. */
export const CallContact = Contact.pick({
  id: true,
  name: true,
  organisation: true,
  vip: true,
  blocked: true,
}).extend({
  /** How many more contacts have the number: behind a switchboard may be any of them. */
  others: z.number().int().nonnegative().default(0),
})
export type CallContact = z.infer<typeof CallContact>

/** `GET /api/contacts`: in the order of names. */
export const ContactsQuery = z.object({
  /** The id of the contact before the first; without it, from the beginning. */
  after: z.string().max(64).optional(),
  limit: z.coerce.number().int().min(1).max(500).default(100),
})

/** `POST /api/contacts/search` */
export const ContactSearch = z.object({
  /** Parts of names, organisation, note and numbers, in any order. */
  q: z.string().max(200).default(''),
  /** Only contacts with this number, in any format. */
  number: z.string().max(120).optional(),
  limit: z.number().int().min(1).max(500).default(50),
})

/** What a column of a spreadsheet is read as. Columns of the same field are joined; `-` is left out. */
export const ImportField = z.enum([
  '-',
  'id',
  'name',
  'organisation',
  'work',
  'mobile',
  'home',
  'other',
  'note',
  'vip',
  'blocked',
])
export type ImportField = z.infer<typeof ImportField>

/** `POST /api/contacts/import` */
export const ImportQuery = z.object({
  /** Says what the import would do, and does nothing. */
  dryRun: z.stringbool().default(false),
  /** Leaves out the lines with errors. Without it, one error keeps the whole import from being done. */
  skipErrors: z.stringbool().default(false),
  /** The field of each column, in the order of the columns. Without it, fields follow from the headings. */
  columns: z
    .string()
    .max(2_000)
    .transform((text) => text.split(','))
    .pipe(z.array(ImportField))
    .optional(),
})
export type ImportQuery = z.infer<typeof ImportQuery>

/** What an import did, or would do. */
export const ImportReport = z.object({
  /** Of a spreadsheet; empty for vCards. */
  columns: z.array(z.object({ heading: z.string(), field: ImportField })),
  rows: z.number().int(),
  created: z.number().int(),
  updated: z.number().int(),
  unchanged: z.number().int(),
  /** Lines that cannot be read, counted from 1. The first thousand. */
  errors: z.array(z.object({ line: z.number().int(), message: z.string() })),
  /** All lines that cannot be read. */
  failed: z.number().int(),
  /** The first contacts as they would be, or are, stored. */
  sample: z.array(Contact),
})
export type ImportReport = z.infer<typeof ImportReport>
