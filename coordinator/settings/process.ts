import { resolve } from 'node:path'
import { isSupportedCountry } from 'libphonenumber-js/max'
import { z } from 'zod'
import { changeableFields, inOrder } from './changeable.ts'
import { COUNTRY, choice, isUrl, origin, seconds, text, token, whole } from './fields.ts'
import { isLoopback, isPrivate } from './loopback.ts'

const ORIGIN = 'an origin without a path, such as https://desk.example.com'

const country = text(COUNTRY, (value) => isSupportedCountry(value.toUpperCase())).transform((code) =>
  code.toUpperCase(),
)

/** Everything that is neither Redis nor Twilio. The sandbox listens on this machine alone. */
export const processSchema = (sandbox: boolean) => eachField(sandbox).superRefine(inOrder)

/** Each by itself. */
export function eachField(sandbox: boolean) {
  return z.object({
    PORT: whole(0, 65_535, 3000),
    HOST: sandbox
      ? text('in the sandbox, a name of this machine such as 127.0.0.1', isLoopback).prefault('127.0.0.1')
      : text('a host name or an IP address', (host) => /^[A-Za-z0-9._:%-]+$/.test(host)).prefault('0.0.0.0'),
    PUBLIC_URL: sandbox
      ? origin(ORIGIN).optional()
      : origin(`with Twilio settings, ${ORIGIN}`).refine(isPrivate, {
          error: `is http, which anybody on the way can read; accepted: with Twilio settings, ${ORIGIN}`,
        }),
    /**
     * Braces would end the hash tag of the keys early, and keys of one site would be in different slots. The sandbox has
     * a site of its own: its people and calls must not become those of a live deployment.
     */
    SITE: text('1 to 64 of letters, digits, _ . and -', (site) =>
      /^[A-Za-z0-9_.-]{1,64}$/.test(site),
    ).prefault(sandbox ? 'sandbox' : 'main'),
    DATA_DIR: text('a folder')
      .prefault('.data')
      .transform((folder) => resolve(folder)),
    WORKER: choice(['inline', 'off'], 'inline'),
    ...changeableFields(sandbox).shape,
    DIAL_COUNTRY: country.optional(),
    DIAL_UNKNOWN_RANGES: choice(['refuse', 'allow'], sandbox ? 'allow' : 'refuse'),
    STALE_AFTER_S: seconds(60),
    SWEEP_EVERY_S: seconds(15),
    SESSION_IDLE_S: seconds(12 * 60 * 60),
    CHANGES_PER_MINUTE: whole(60, 1_000_000, 6_000),
    LOG_LEVEL: choice(['fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent'], 'info'),
    METRICS_TOKEN: token('a token').optional(),
    TRUSTED_PROXIES: whole(0, 16, 0),
    OTEL_EXPORTER_OTLP_ENDPOINT: text(
      'an https URL, or http to this machine',
      (url) => isUrl(url, ['http:', 'https:']) && (sandbox || isPrivate(url)),
    ).optional(),
    DRAIN_S: whole(0, 5, sandbox ? 0 : 2).transform((s) => s * 1000),
  })
}

export type ProcessFields = z.output<ReturnType<typeof processSchema>>
