import { z } from 'zod'
import type { SimulatorRequest } from '../http/routes.ts'
import { RestError } from './errors.ts'

export const httpMethod = z.enum(['GET', 'POST'])
/** Twilio's booleans in form bodies. */
export const formFlag = z
  .enum(['true', 'false', 'True', 'False'])
  .transform((value) => value.toLowerCase() === 'true')
/** Twilio takes http and https URLs; an empty value clears the field. */
export const formUrl = z
  .string()
  .refine((value) => value === '' || URL.parse(value) !== null, 'is not a valid URL')

/** Parses a form body. Throws RestError 400 naming the first bad field. */
export function readForm<Schema extends z.ZodType>(
  request: SimulatorRequest,
  schema: Schema,
): z.output<Schema> {
  const fields: Record<string, string | string[]> = {}
  for (const name of new Set(request.form.keys())) {
    const values = request.form.getAll(name)
    fields[name] = values.length > 1 ? values : (values[0] ?? '')
  }
  const parsed = schema.safeParse(fields)
  if (parsed.success) return parsed.data
  const [issue] = parsed.error.issues
  const field = issue?.path.join('.') ?? ''
  const code = field.endsWith('Url') || field.endsWith('Callback') ? 21205 : 20001
  throw new RestError(400, code, `${field} ${issue?.message ?? 'is invalid'}`)
}
