import type { IncomingHttpHeaders } from 'node:http'
import { z } from 'zod'
import { parse } from '../http/parse.ts'

const HEADER = 'Idempotency-Key'
const Key = z.string().regex(/^[\x20-\x7e]{1,255}$/, 'must be 1 to 255 printable characters')

/** The key under which a client may send one command again; null without one. */
export function idempotencyKey(headers: IncomingHttpHeaders): string | null {
  const key = headers['idempotency-key']
  return key === undefined ? null : parse(Key, key, [HEADER])
}
