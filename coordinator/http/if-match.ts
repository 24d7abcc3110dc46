import { z } from 'zod'
import { parse } from './parse.ts'
import type { SignedInRequest } from './routes.ts'

const MESSAGE = 'must be the ETag of what was read before it was changed'

const IfMatch = z
  .string({ error: MESSAGE })
  .regex(/^(W\/)?"\d{1,15}"$/, MESSAGE)
  .transform((etag) => Number(/\d+/.exec(etag)?.[0]))

/** The rev that a change is based on. @throws {Refusal} `invalid_request` */
export const revInIfMatch = ({ headers }: Pick<SignedInRequest, 'headers'>): number =>
  parse(IfMatch, headers['if-match'], ['If-Match'])

/** The headers of an answer that can be changed with `If-Match`. */
export const etagOf = ({ rev }: { rev: number }) => ({ ETag: `"${rev}"` })
