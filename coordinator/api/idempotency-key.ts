import type { IncomingHttpHeaders } from 'node:http'
import { z } from 'zod'
import { parse } from '../http/parse.ts'

const HEADER = 'Idempotency-Key'
const Key = z.string().regex(/^[\x20-\x7e]{1,255}$/, 'must be 1 to 255 printable characters')

/** The name that a client gives to one intention, so that it may send it twice; null when it gave none. */
export function idempotencyKey(headers: IncomingHttpHeaders): string | null {
  const given = headers['idempotency-key']
  return given === undefined ? null : parse(Key, given, [HEADER])
}
