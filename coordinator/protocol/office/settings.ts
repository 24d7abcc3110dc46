import { z } from 'zod'
import { AgentId } from '../../../machines/ids.ts'
import { Exception, TimeZone, Week } from './hours.ts'
import { VOICES } from './voices.ts'

/** Characters. `<Say>` accepts 4,096. */
export const LONGEST_TEXT = 1000
const MOST_EXCEPTIONS = 100

/** The hash of an uploaded sound: what a URL with it returns never changes. */
export const AudioId = z.string().regex(/^[0-9a-f]{64}\.(wav|mp3)$/, 'must be the name of an uploaded sound')

/** `POST /api/office/audio`. */
export const UploadedAudio = z.object({ audio: AudioId })

export const Announcement = z.discriminatedUnion('kind', [
  z.object({
    kind: z.literal('say'),
    text: z
      .string()
      .trim()
      .min(1, 'must not be empty')
      .max(LONGEST_TEXT, `must have no more than ${LONGEST_TEXT} characters`)
      // XML allows no control characters, and Twilio would refuse the whole document.
      .regex(/^[^\p{Cc}\p{Cs}\uFFFE\uFFFF]*$/u, 'must be one paragraph of plain text'),
  }),
  z.object({ kind: z.literal('play'), audio: AudioId, name: z.string().trim().max(80) }),
])
export type Announcement = z.infer<typeof Announcement>

/** What can come of a call, in a word or two of the office. */
export const Tag = z
  .string()
  .trim()
  .min(1, 'must not be empty')
  .max(40, 'must have no more than 40 characters')
  .regex(/^[^\p{Cc}\p{Cs}]*$/u, 'must be plain text')
const MOST_TAGS = 30

/** Whether calls are recorded. `on_demand`: when an agent asks for it. */
export const RecordingWhen = z.enum(['never', 'on_demand', 'always'])
export type RecordingWhen = z.infer<typeof RecordingWhen>

export const RecordingSettings = z.object({
  inbound: RecordingWhen,
  outbound: RecordingWhen,
  /** Whether callers are told before they are recorded. */
  announces: z.boolean(),
  /** What they are told; null: the built-in words. */
  notice: Announcement.nullable(),
  /** Which agents may hear recordings, beside supervisors and administrators: none, who talked on the call, or all. */
  heardBy: z.enum(['supervisors', 'own', 'everybody']),
})
export type RecordingSettings = z.infer<typeof RecordingSettings>

const NOT_RECORDED: RecordingSettings = {
  inbound: 'never',
  outbound: 'never',
  announces: true,
  notice: null,
  heardBy: 'supervisors',
}

/** When the office is open, what callers hear, and what can come of a call. */
export const OfficeSettings = z.object({
  timeZone: TimeZone,
  /** Null: always open. */
  week: Week.nullable(),
  exceptions: z
    .array(Exception)
    .max(MOST_EXCEPTIONS, `must be no more than ${MOST_EXCEPTIONS}`)
    .superRefine((exceptions, ctx) => {
      for (const [place, { day }] of exceptions.entries())
        if (exceptions.findIndex((other) => other.day === day) < place)
          ctx.addIssue({ code: 'custom', path: [place, 'day'], message: 'is there twice' })
    }),
  voice: z.enum(VOICES.map(({ voice }) => voice)).nullable(),
  /** Played before the call rings; null: nothing. */
  greeting: Announcement.nullable(),
  /** Played before the tone when no agent answers; null: the built-in words. */
  voicemail: Announcement.nullable(),
  /** Played instead of ringing while the office is closed; null: the built-in words. */
  closed: Announcement.nullable(),
  /** Whether a caller may leave a message while the office is closed. */
  whenClosed: z.enum(['voicemail', 'hangup']),
  recording: RecordingSettings.default(NOT_RECORDED),
  /** Agents choose among them when a call is over. Those of calls stay when the office gives up a tag. */
  tags: z
    .array(Tag)
    .max(MOST_TAGS, `must be no more than ${MOST_TAGS}`)
    .refine((tags) => new Set(tags).size === tags.length, 'must be different')
    .default([]),
})
export type OfficeSettings = z.infer<typeof OfficeSettings>

/** `PUT /api/office`. A program of before does not know of recording: that stays as it is. */
export const OfficeBody = OfficeSettings.extend({ recording: RecordingSettings.optional() })

/** `GET /api/office`. `rev` counts the changes; 0: the office still has the settings of a new one. */
export const Office = OfficeSettings.extend({
  rev: z.number().int().nonnegative(),
  changedBy: z.object({ agentId: AgentId, name: z.string() }).nullable(),
  changedAt: z.iso.datetime().nullable(),
})
export type Office = z.infer<typeof Office>

export const NEW_OFFICE: Office = {
  rev: 0,
  changedBy: null,
  changedAt: null,
  timeZone: 'UTC',
  week: null,
  exceptions: [],
  voice: null,
  greeting: null,
  voicemail: null,
  closed: null,
  whenClosed: 'voicemail',
  recording: NOT_RECORDED,
  tags: ['order', 'question', 'complaint', 'follow up', 'wrong number'],
}

const say = (text: string): Announcement => ({ kind: 'say', text })

const VOICEMAIL_WORDS = say(
  'Sorry, nobody can take your call right now. Please leave a message after the tone, and then hang up.',
)
const NOTICE_WORDS = say('This call is recorded.')
const CLOSED_WORDS = {
  voicemail: say(
    'Thank you for calling. We are closed at the moment. Please leave a message after the tone, and then hang up.',
  ),
  hangup: say('Thank you for calling. We are closed at the moment. Please call again when we are open.'),
}

/** What callers hear before the tone, and while the office is closed. */
export const voicemailWords = ({ voicemail }: OfficeSettings): Announcement => voicemail ?? VOICEMAIL_WORDS
export const noticeWords = ({ recording }: OfficeSettings): Announcement => recording.notice ?? NOTICE_WORDS
export const closedWords = ({ closed, whenClosed }: OfficeSettings): Announcement =>
  closed ?? CLOSED_WORDS[whenClosed]
