/** Secrets that are known by their form. */
const SECRET_FORMS: Record<string, RegExp> = {
  'a cookie': /switchyard_session=[\w-]/i,
  'a token': /\beyJ[\w-]+\.eyJ[\w-]+/,
  'a bearer token': /\bbearer [\w-]/i,
  'a hash of a password': /\$argon2/,
  'the login of a URL': /[a-z]:\/\/[^\s"@]*:[^\s"@/]+@/i,
}
/** In E.164, also as in a URL; and the numbers that belong to nobody, which the tests use, in any form. */
const NUMBERS = [/(?:\+|%2B)[1-9]\d{6,14}(?!\d)/i, /(?<![\w.])1?[2-9]\d{2}[-. )]*555[-. ]*01\d{2}(?!\w)/]
/** pino begins every line with its level. Below `info` numbers may be shown. */
const BELOW_INFO = /^\{"level":[12]0\b/

export interface Leak {
  what: string
  line: string
}

/**
 * Lines of a log that tell what a log must not tell.
 * @param secrets passwords and tokens of the run
 */
export function leaksIn(lines: readonly string[], secrets: readonly string[]): Leak[] {
  const known = [...new Set(secrets)].filter((secret) => secret !== '')
  return lines.flatMap((line) => {
    const what = leakIn(line, known)
    return what === null ? [] : [{ what, line }]
  })
}

function leakIn(line: string, secrets: readonly string[]): string | null {
  for (const [what, form] of Object.entries(SECRET_FORMS)) if (form.test(line)) return what
  if (secrets.some((secret) => line.includes(secret))) return 'a password or token of the run'
  if (!BELOW_INFO.test(line) && NUMBERS.some((number) => number.test(line))) return 'a phone number'
  return null
}
