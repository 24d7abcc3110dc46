import type { z } from 'zod'
import { Refusal } from './problem.ts'

/** @throws {Refusal} `invalid_request` that names each wrong field. A `prefix` comes before each name. */
export function parse<T>(schema: z.ZodType<T>, input: unknown, prefix: string[] = []): T {
  const result = schema.safeParse(input)
  if (result.success) return result.data
  const errors = result.error.issues.map(({ path, message }) => ({
    path: [...prefix, ...path].join('.'),
    message,
  }))
  const named = errors.map(({ path, message }) => (path === '' ? message : `${path}: ${message}`))
  throw new Refusal('invalid_request', named.join('; '), { errors })
}
