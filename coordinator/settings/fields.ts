import { z } from 'zod'
import type { SettingUnit } from '../protocol/settings.ts'

/**
 * Fields of the environment. Each message says what is wrong and what is accepted. It quotes only values that cannot be
 * a secret: an operator may paste a token into the wrong line.
 */

/** Text that `fits`; no message quotes it. */
export function text(accepted: string, fits: (value: string) => boolean = () => true) {
  const messageFor = (wrong: string) => `${wrong}; accepted: ${accepted}`
  return z
    .string({ error: messageFor('missing') })
    .refine(fits, { error: messageFor('is not of that form'), abort: true })
}

/** A secret that is too long to guess. @param what begins the message: what the secret is */
export const token = (what: string) =>
  text(`${what}, at least 16 characters without blanks`, (value) => /^\S{16,}$/.test(value))

/** What people are told of a field that they may change in the console: it is a number, or words of a list. */
export type FieldFacts =
  | { least: number; most: number; fallback: number; unit: SettingUnit | null }
  | { options: readonly string[]; fallback: readonly string[] | null }
export const fieldFacts = z.registry<FieldFacts>()

/** A whole number, in digits, from `least` to `most`. */
export function whole(least: number, most: number, fallback: number, unit: SettingUnit | null = null) {
  const accepted = `a whole number from ${least} to ${most}`
  const fits = (value: string) => /^\d{1,9}$/.test(value) && Number(value) >= least && Number(value) <= most
  return z
    .string()
    .refine(fits, { error: ({ input }) => quoted(input, accepted), abort: true })
    .transform(Number)
    .prefault(String(fallback))
    .register(fieldFacts, { least, most, fallback, unit })
}

/** The most seconds of a setting: a day. */
const MOST_SECONDS = 86_400

/** Whole seconds in the environment, milliseconds in the program. */
export const seconds = (fallback: number) =>
  whole(1, MOST_SECONDS, fallback)
    .transform((s) => s * 1000)
    .register(fieldFacts, { least: 1, most: MOST_SECONDS, fallback, unit: 'seconds' })

/** Words with commas between. */
export const wordsIn = (value: string) =>
  value
    .split(',')
    .map((word) => word.trim())
    .filter((word) => word !== '')

/** A field of such words. */
export function words<Field extends z.ZodType>(
  field: Field,
  facts: { options: readonly string[]; fallback: readonly string[] | null },
): Field {
  fieldFacts.add(field, facts)
  return field
}

export const COUNTRY = 'a country of two letters, such as US'

export function choice<const Options extends readonly [string, ...string[]]>(
  options: Options,
  fallback: Options[number],
) {
  const accepted = `one of ${options.join(', ')}`
  return z.enum(options, { error: ({ input }) => quoted(input, accepted) }).prefault(fallback)
}

/** An origin: scheme, host and port, and nothing else. */
export function origin(accepted: string, schemes: readonly string[] = ['http:', 'https:']) {
  return text(accepted, (value) => isUrl(value, schemes) && isBare(new URL(value))).transform(
    (value) => new URL(value).origin,
  )
}

/** Whether `value` is a URL of one of these schemes (`redis:`) that names a host. */
export function isUrl(value: string, schemes: readonly string[]): boolean {
  if (!URL.canParse(value)) return false
  const { protocol, hostname } = new URL(value)
  return schemes.includes(protocol) && hostname !== ''
}

/** A field that must not be set, because `other` is set. */
export const notBeside = (other: string, accepted: string) =>
  z.undefined({ error: `set beside ${other}; accepted: ${accepted}` })

const isBare = ({ pathname, search, hash, username, password }: URL) =>
  pathname === '/' && search === '' && hash === '' && username === '' && password === ''

const quoted = (input: unknown, accepted: string) =>
  `${JSON.stringify(input)} was given; accepted: ${accepted}`
