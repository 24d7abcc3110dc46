import { getCountries, isSupportedCountry } from 'libphonenumber-js/max'
import { z } from 'zod'
import { Role } from '../../machines/ids.ts'
import { type DeskSettings, WAITS } from '../protocol/session.ts'
import { COUNTRY, seconds, text, whole, words, wordsIn } from './fields.ts'

const secondsOf = (ms: number) => seconds(ms / 1_000)
const isCountry = (code: string) => isSupportedCountry(code)
const codesIn = (value: string) => value.split(',').map((code) => code.trim().toUpperCase())

/** Roles of `options`, with commas between. */
const roles = (options: readonly Role[], fallback: readonly Role[]) =>
  words(
    text(`roles with commas between, of ${options.join(', ')}, or nothing for nobody`, (value) =>
      wordsIn(value).every((word) => options.some((it) => it === word)),
    )
      .transform((value) => options.filter((it) => wordsIn(value).includes(it)))
      .prefault(fallback.join(',')),
    { options, fallback },
  )

/** The settings that an administrator may change in the console. A variable of the environment wins over the console. */
export const changeableFields = (sandbox: boolean) =>
  z.object({
    RING_TIMEOUT_S: seconds(30),
    JOIN_TIMEOUT_S: seconds(12),
    PARK_TIMEOUT_S: seconds(120),
    RETURN_TIMEOUT_S: seconds(30),
    TRANSFER_TIMEOUT_S: seconds(25),
    DIAL_TIMEOUT_S: seconds(45),
    PARKING_SLOTS: whole(1, 1000, 20),
    ANSWER_LONG_S: secondsOf(WAITS.answer.longMs),
    ANSWER_TOO_LONG_S: secondsOf(WAITS.answer.tooLongMs),
    LOT_LONG_S: secondsOf(WAITS.lot.longMs),
    LOT_TOO_LONG_S: secondsOf(WAITS.lot.tooLongMs),
    HISTORY_DAYS: whole(1, 3650, 30, 'days'),
    RECORDING_DAYS: whole(1, 3650, 30, 'days'),
    DIAL_COUNTRIES: words(
      text(`${COUNTRY}, or several with commas between`, (value) => codesIn(value).every(isCountry))
        .transform((value) => codesIn(value).filter(isCountry))
        .optional(),
      { options: getCountries(), fallback: null },
    ),
    OUTSIDE_LEG_LIMIT_S: seconds(4 * 60 * 60),
    OUTSIDE_TRANSFER_LIMIT_S: seconds(60 * 60),
    OUTSIDE_LEGS_PER_AGENT: whole(1, 1_000, 5),
    OUTSIDE_LEGS: whole(1, 10_000, 50),
    OUTSIDE_MINUTES_PER_AGENT: whole(1, 100_000, 480, 'minutes'),
    OUTSIDE_MINUTES: whole(1, 1_000_000, 6_000, 'minutes'),
    SECOND_FACTOR_ROLES: roles(Role.options, sandbox ? [] : ['admin', 'supervisor']),
    LISTENING_SHOWN_TO: roles(['agent', 'ops'], ['agent', 'ops']),
  })
type ChangeableFields = z.output<ReturnType<typeof changeableFields>>
export type SettingName = keyof ChangeableFields
export const SettingName = changeableFields(true).keyof()

/**
 * An administrator who changes such a setting proves first who it is. Money or access depends on it, it deletes calls for
 * good, or it hides something from people.
 */
export const isGuarded = (name: SettingName) =>
  name.startsWith('OUTSIDE_') ||
  ['DIAL_COUNTRIES', 'SECOND_FACTOR_ROLES', 'HISTORY_DAYS', 'RECORDING_DAYS', 'LISTENING_SHOWN_TO'].includes(
    name,
  )

/** The second one must come after the first. */
export const IN_ORDER = [
  ['ANSWER_LONG_S', 'ANSWER_TOO_LONG_S'],
  ['LOT_LONG_S', 'LOT_TOO_LONG_S'],
] as const satisfies [SettingName, SettingName][]

/** What must be true of several fields together. */
export function inOrder(
  read: Pick<ChangeableFields, (typeof IN_ORDER)[number][number]>,
  context: z.RefinementCtx,
) {
  for (const [earlier, later] of IN_ORDER)
    if (read[earlier] >= read[later])
      context.addIssue({
        code: 'custom',
        path: [later],
        message: `does not come after ${earlier}; accepted: more seconds than ${earlier}`,
      })
}

/** The changeable settings, by their places in the settings of a process. Times are in milliseconds. */
export const arrangeChangeable = (read: ChangeableFields) => ({
  limits: {
    ringMs: read.RING_TIMEOUT_S,
    joinMs: read.JOIN_TIMEOUT_S,
    parkMs: read.PARK_TIMEOUT_S,
    returnMs: read.RETURN_TIMEOUT_S,
    transferMs: read.TRANSFER_TIMEOUT_S,
    dialMs: read.DIAL_TIMEOUT_S,
  },
  parkingSlots: read.PARKING_SLOTS,
  /** From when on a desk shows a wait as long, and as too long. */
  waits: {
    answer: { longMs: read.ANSWER_LONG_S, tooLongMs: read.ANSWER_TOO_LONG_S },
    lot: { longMs: read.LOT_LONG_S, tooLongMs: read.LOT_TOO_LONG_S },
  } satisfies DeskSettings['waits'],
  historyDays: read.HISTORY_DAYS,
  /** No recording outlasts its call. */
  recordingDays: Math.min(read.RECORDING_DAYS, read.HISTORY_DAYS),
  /** ISO 3166 alpha-2: whose numbers may be called. Null: those of the country of the caller id. */
  dialCountries: read.DIAL_COUNTRIES ?? null,
  /** How long outside legs may last; how many at the same time, and how many minutes in a day (UTC). */
  outside: {
    dialledMs: read.OUTSIDE_LEG_LIMIT_S,
    transferredMs: read.OUTSIDE_TRANSFER_LIMIT_S,
    legsOfAgent: read.OUTSIDE_LEGS_PER_AGENT,
    legs: read.OUTSIDE_LEGS,
    minutesOfAgent: read.OUTSIDE_MINUTES_PER_AGENT,
    minutes: read.OUTSIDE_MINUTES,
  },
  /** The roles that need a second factor. */
  secondFactorRoles: read.SECOND_FACTOR_ROLES,
  /** The roles that see who listens to a call, beside those who may listen themselves. */
  listeningShownTo: read.LISTENING_SHOWN_TO,
})
export type ChangeableSettings = ReturnType<typeof arrangeChangeable>
