import { Ajv, type ValidateFunction } from 'ajv'
import { z } from 'zod'
import { formats } from './formats.ts'

const Schema = z.record(z.string(), z.unknown())
const Content = z.object({ schema: Schema })
const Operation = z.object({
  parameters: z
    .array(
      z.object({
        name: z.string(),
        in: z.enum(['path', 'query']),
        required: z.boolean().default(false),
        schema: Schema,
      }),
    )
    .default([]),
  requestBody: z.object({ content: z.object({ 'application/x-www-form-urlencoded': Content }) }).optional(),
  responses: z.record(
    z.string(),
    z.object({ content: z.object({ 'application/json': Content }).optional() }),
  ),
})
const Description = z.object({
  paths: z.record(z.string(), z.record(z.string(), z.unknown())),
  components: z.object({ schemas: z.record(z.string(), Schema) }),
})
type Operation = z.output<typeof Operation>

const METHODS = ['get', 'post', 'delete'] as const

/** A request as it goes over the wire: names and values, each as often as it is there. */
export interface RestApiRequest {
  method: string
  path: string
  query: readonly (readonly [string, string])[]
  form: readonly (readonly [string, string])[]
}

export interface RestApiAnswer {
  method: string
  path: string
  status: number
  body?: unknown
}

/** What is wrong, in words; empty when it is as described. Null: the description has no such path. */
type Verdict = readonly string[] | null

interface Described {
  method: string
  path: RegExp
  /** What an update leaves empty it clears; a creation has nothing to clear. */
  updates: boolean
  inPath: ValidateFunction
  inQuery: ValidateFunction
  inForm: ValidateFunction
  answers: ReadonlyMap<number, ValidateFunction | null>
}

const ErrorAnswer = z.strictObject({
  code: z.number().int(),
  message: z.string().min(1),
  more_info: z.url(),
  status: z.number().int(),
})

/** Twilio's OpenAPI description as two questions. @param json of the description */
export function describedApi(json: unknown) {
  const { paths, components } = Description.parse(nullable(json))
  // Parameters of all types are texts on the wire. Answers are JSON, and their values have their types.
  const options = { strict: false, allErrors: true, formats }
  const wire = new Ajv({ ...options, coerceTypes: true }).addSchema({ $id: 'api', components })
  const answers = new Ajv(options).addSchema({
    $id: 'api',
    components: { schemas: whole(components.schemas) },
  })
  const operations: Described[] = Object.entries(paths).flatMap(([path, methods]) =>
    METHODS.flatMap((method) => {
      const operation = methods[method]
      return operation === undefined ? [] : [described(method, path, Operation.parse(operation))]
    }),
  )

  function described(method: string, path: string, operation: Operation): Described {
    const { parameters, requestBody, responses } = operation
    const of = (place: 'path' | 'query') => {
      const here = parameters.filter((parameter) => parameter.in === place)
      return wire.compile(
        inApi({
          type: 'object',
          properties: Object.fromEntries(here.map(({ name, schema }) => [name, schema])),
          required: here.filter(({ required }) => required).map(({ name }) => name),
          additionalProperties: false,
        }),
      )
    }
    const form = requestBody?.content['application/x-www-form-urlencoded'].schema ?? { type: 'object' }
    return {
      method: method.toUpperCase(),
      path: new RegExp(`^${path.replaceAll('.', '\\.').replace(/\{(\w+)\}/g, '(?<$1>[^/]+)')}$`),
      updates: method === 'post' && /\}\.json$/.test(path),
      inPath: of('path'),
      inQuery: of('query'),
      inForm: wire.compile(inApi({ ...form, additionalProperties: false })),
      answers: new Map(
        Object.entries(responses).map(([status, { content }]) => {
          const schema = content?.['application/json'].schema
          return [Number(status), schema === undefined ? null : answers.compile(inApi(whole(schema)))]
        }),
      ),
    }
  }

  const find = (method: string, path: string) =>
    operations.find((each) => each.method === method && each.path.test(path))

  return {
    request({ method, path, query, form }: RestApiRequest): Verdict {
      const operation = find(method, path)
      if (operation === undefined) return null
      const { inPath, inQuery, inForm } = operation
      const named = operation.path.exec(path)?.groups ?? {}
      const given = operation.updates ? form.filter(([, value]) => value !== '') : form
      return [
        ...complaints('path', inPath, { ...named }),
        ...complaints('query', inQuery, grouped(query, inQuery)),
        ...complaints('form', inForm, grouped(given, inForm)),
      ]
    },

    answer({ method, path, status, body }: RestApiAnswer): Verdict {
      if (status >= 400) {
        const error = ErrorAnswer.safeParse(body)
        if (!error.success)
          return error.error.issues.map(({ path: at, message }) => `error ${at.join('.')}: ${message}`)
        return error.data.status === status ? [] : [`error status: ${error.data.status} instead of ${status}`]
      }
      const operation = find(method, path)
      if (operation === undefined) return null
      const schema = operation.answers.get(status)
      if (schema === undefined)
        return [`status: ${status} instead of ${[...operation.answers.keys()].join(', ')}`]
      if (schema === null) return body === undefined ? [] : ['body: there should be none']
      return complaints('body', schema, emptyAsNull(body))
    },
  }
}

export type DescribedApi = ReturnType<typeof describedApi>

function complaints(place: string, validate: ValidateFunction, value: unknown): string[] {
  if (validate(value)) return []
  return (validate.errors ?? []).map(({ instancePath, message, params }) =>
    [
      place,
      instancePath,
      ': ',
      message,
      Object.values(params).length > 0 ? ` (${Object.values(params).join(', ')})` : '',
    ].join(''),
  )
}

/** A list where the description has one, else the one value; a value too many stays a list, and is found out. */
function grouped(pairs: RestApiRequest['form'], { schema }: ValidateFunction): Record<string, unknown> {
  const { properties } = z.object({ properties: z.record(z.string(), Schema).default({}) }).parse(schema)
  const names = [...new Set(pairs.map(([name]) => name))]
  return Object.fromEntries(
    names.map((name) => {
      const values = pairs.flatMap(([other, value]) => (other === name ? [value] : []))
      return [name, properties[name]?.type === 'array' || values.length > 1 ? values : values[0]]
    }),
  )
}

/** References lead into the description, wherever the schema that has them is compiled. */
function inApi<Value>(schema: Value): Value {
  return JSON.parse(JSON.stringify(schema).replaceAll('"#/components/', '"api#/components/'))
}

/** OpenAPI 3.0 says `nullable` beside a reference too, which JSON Schema does not know. */
function nullable(json: unknown): unknown {
  return JSON.parse(JSON.stringify(json), (_, value) => {
    const marked = z.looseObject({ nullable: z.literal(true) }).safeParse(value)
    if (!marked.success || 'type' in marked.data) return value
    const { nullable: _nullable, ...schema } = marked.data
    return { anyOf: [schema, { type: 'null' }] }
  })
}

/** What is not set Twilio tells as null or as an empty text: the description's own examples have both. */
function emptyAsNull(body: unknown): unknown {
  return JSON.parse(JSON.stringify(body ?? null), (_, value) => (value === '' ? null : value))
}

/** With every field there and none beside: the description leaves both open, Twilio's answers do not. */
function whole<Value>(schema: Value): Value {
  return JSON.parse(JSON.stringify(schema), (_, value) => {
    const fields = z.object({ type: z.literal('object'), properties: Schema }).safeParse(value)
    if (!fields.success) return value
    const { reason_conference_ended: reason } = fields.data.properties
    // Null while the conference lasts: in the description's own examples, not in its schema.
    if (reason !== undefined) value.properties.reason_conference_ended = { anyOf: [reason, { type: 'null' }] }
    return { ...value, required: Object.keys(fields.data.properties), additionalProperties: false }
  })
}
