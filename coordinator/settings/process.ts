import { resolve } from 'node:path'
import { isSupportedCountry } from 'libphonenumber-js/max'
import { z } from 'zod'
import { choice, isUrl, origin, seconds, text, whole } from './fields.ts'

const ORIGIN = 'an origin without a path, such as https://desk.example.com'

const COUNTRY = 'a country of two letters, such as US'
const codesIn = (value: string) => value.split(',').map((code) => code.trim().toUpperCase())
const isCountry = (code: string) => isSupportedCountry(code)
const country = text(COUNTRY, (value) => isCountry(value.toUpperCase())).transform((code) =>
  code.toUpperCase(),
)

/** Everything that is neither Redis nor Twilio. The sandbox listens on this machine alone. */
export function processSchema(sandbox: boolean) {
  return z.object({
    PORT: whole(0, 65_535, 3000),
    HOST: text('a host name or an IP address', (host) => /^[A-Za-z0-9._:%-]+$/.test(host)).prefault(
      sandbox ? '127.0.0.1' : '0.0.0.0',
    ),
    PUBLIC_URL: sandbox ? origin(ORIGIN).optional() : origin(`with Twilio settings, ${ORIGIN}`),
    /** Braces would end the hash tag of the keys early, and keys of one site would be in different slots. */
    SITE: text('1 to 64 of letters, digits, _ . and -', (site) =>
      /^[A-Za-z0-9_.-]{1,64}$/.test(site),
    ).prefault('main'),
    DATA_DIR: text('a folder')
      .prefault('.data')
      .transform((folder) => resolve(folder)),
    WORKER: choice(['inline', 'off'], 'inline'),
    RING_TIMEOUT_S: seconds(30),
    JOIN_TIMEOUT_S: seconds(12),
    PARK_TIMEOUT_S: seconds(120),
    RETURN_TIMEOUT_S: seconds(30),
    TRANSFER_TIMEOUT_S: seconds(25),
    DIAL_TIMEOUT_S: seconds(45),
    DIAL_COUNTRY: country.optional(),
    DIAL_COUNTRIES: text(`${COUNTRY}, or several with commas between`, (value) =>
      codesIn(value).every(isCountry),
    )
      .transform((value) => codesIn(value).filter(isCountry))
      .optional(),
    STALE_AFTER_S: seconds(60),
    SWEEP_EVERY_S: seconds(15),
    PARKING_SLOTS: whole(1, 1000, 20),
    HISTORY_DAYS: whole(1, 3650, 30),
    LOG_LEVEL: choice(['fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent'], 'info'),
    METRICS_TOKEN: text('a token without blanks', (token) => !/\s/.test(token)).optional(),
    TRUSTED_PROXIES: whole(0, 16, 0),
    OTEL_EXPORTER_OTLP_ENDPOINT: text('an http or https URL', (url) =>
      isUrl(url, ['http:', 'https:']),
    ).optional(),
    DRAIN_S: whole(0, 5, sandbox ? 0 : 2).transform((s) => s * 1000),
  })
}

export type ProcessFields = z.output<ReturnType<typeof processSchema>>
