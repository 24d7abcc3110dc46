import { z } from 'zod'
import { AgentId } from '../../../machines/ids.ts'
import { Exception, TimeZone, Week } from './hours.ts'
import { VOICES } from './voices.ts'

/** Well within what `<Say>` takes (4,096 characters), and more than any caller wants to hear. */
export const LONGEST_TEXT = 1000
const MOST_EXCEPTIONS = 100

/** Names an uploaded sound by its content, so that its address never changes its meaning. */
export const AudioId = z.string().regex(/^[0-9a-f]{64}\.(wav|mp3)$/, 'must be the name of an uploaded sound')

export const Announcement = z.discriminatedUnion('kind', [
  z.object({
    kind: z.literal('say'),
    text: z
      .string()
      .trim()
      .min(1, 'must not be empty')
      .max(LONGEST_TEXT, `must have no more than ${LONGEST_TEXT} characters`)
      // A control character is no XML, and Twilio would refuse the whole document.
      .regex(/^[^\p{Cc}\p{Cs}\uFFFE\uFFFF]*$/u, 'must be one paragraph of plain text'),
  }),
  z.object({ kind: z.literal('play'), audio: AudioId, name: z.string().trim().max(80) }),
])
export type Announcement = z.infer<typeof Announcement>

/** What an office decides: when it is open, and what callers hear. */
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
  /** Before it rings; null: nothing. */
  greeting: Announcement.nullable(),
  /** Before the tone, when nobody answers; null: the words that everybody has. */
  voicemail: Announcement.nullable(),
  /** Instead of ringing, while the office is closed; null: the words that everybody has. */
  closed: Announcement.nullable(),
  /** Whether a caller may leave a message then. */
  whenClosed: z.enum(['voicemail', 'hangup']),
})
export type OfficeSettings = z.infer<typeof OfficeSettings>

/** `GET /api/office`. `rev` counts its changes; 0: nobody has changed anything. */
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
}

const say = (text: string): Announcement => ({ kind: 'say', text })

const VOICEMAIL_WORDS = say(
  'Sorry, nobody can take your call right now. Please leave a message after the tone, and then hang up.',
)
const CLOSED_WORDS = {
  voicemail: say(
    'Thank you for calling. We are closed at the moment. Please leave a message after the tone, and then hang up.',
  ),
  hangup: say('Thank you for calling. We are closed at the moment. Please call again when we are open.'),
}

/** What stands before the tone, and what callers are told while the office is closed. */
export const voicemailWords = ({ voicemail }: OfficeSettings): Announcement => voicemail ?? VOICEMAIL_WORDS
export const closedWords = ({ closed, whenClosed }: OfficeSettings): Announcement =>
  closed ?? CLOSED_WORDS[whenClosed]
