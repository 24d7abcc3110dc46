import { z } from 'zod'
import type { DescribedApi, RestApiRequest } from './description.ts'

const Scalar = z.union([z.string(), z.number(), z.boolean()])
const Parameters = z.record(z.string(), z.union([Scalar, z.array(Scalar)])).default({})

/** A request as `RestClient` hands it to Twilio's client; an answer as the simulator gives it. */
const JournalLine = z.discriminatedUnion('kind', [
  z.object({
    kind: z.literal('request'),
    from: z.string().optional(),
    what: z.object({ method: z.string(), uri: z.url(), params: Parameters, data: Parameters }),
  }),
  z.object({
    kind: z.literal('answer'),
    from: z.string().optional(),
    what: z.object({
      method: z.string(),
      path: z.string(),
      status: z.number(),
      body: z.unknown().optional(),
    }),
  }),
])
type JournalLine = z.output<typeof JournalLine>

/** What we ask for that the description, cut to the voice calls, leaves out. Anything else unknown is wrong. */
const BEYOND = [
  /^\/2010-04-01\/Accounts\/AC[0-9a-f]{32}\.json$/,
  /^\/2010-04-01\/Accounts\/AC[0-9a-f]{32}\/Keys\/SK[0-9a-f]{32}\.json$/,
  /^\/v1\/DialingPermissions\/Countries(\/[A-Z]{2})?$/,
]

const SIDS = /\b([A-Z]{2})[0-9a-f]{32}\b/g

export interface Findings {
  requests: number
  answers: number
  /** Requests and answers of resources that the description leaves out. */
  beyond: number
  wrong: number
  /** Each kind of fault, with how often it is there. */
  faults: Map<string, number>
}

/** @param lines of the journals of a run */
export function findings(api: DescribedApi, lines: readonly string[]): Findings {
  const found: Findings = { requests: 0, answers: 0, beyond: 0, wrong: 0, faults: new Map() }
  for (const text of lines) {
    const line = JournalLine.parse(JSON.parse(text))
    const { method, path, verdict } = judged(api, line)
    if (verdict === null && BEYOND.some((pattern) => pattern.test(path))) {
      found.beyond += 1
      continue
    }
    if (line.kind === 'request') found.requests += 1
    else found.answers += 1
    const complaints = verdict ?? (line.kind === 'request' ? ['there is no such path'] : [])
    if (complaints.length === 0) continue
    found.wrong += 1
    const fault = `${line.kind} ${method} ${path.replace(SIDS, '$1…')} ${complaints.join('; ')} (${line.from ?? '?'})`
    found.faults.set(fault, (found.faults.get(fault) ?? 0) + 1)
  }
  return found
}

export function summary({ requests, answers, beyond, wrong }: Findings): string {
  return [
    `Twilio's API description: checked ${requests} REST requests`,
    `and ${answers} answers of the simulator, ${wrong} wrong`,
    `(${beyond} more are of resources that it leaves out).`,
  ].join(' ')
}

function judged(api: DescribedApi, line: JournalLine) {
  if (line.kind === 'answer') {
    const { method, path } = line.what
    return { method, path, verdict: api.answer(line.what) }
  }
  const { method: verb, uri, params, data } = line.what
  const { pathname, searchParams } = new URL(uri)
  const request: RestApiRequest = {
    method: verb.toUpperCase(),
    path: pathname,
    query: [...searchParams, ...pairs(params)],
    form: pairs(data),
  }
  return { method: request.method, path: pathname, verdict: api.request(request) }
}

/** As they are written into a form: a name for each value of a list. */
const pairs = (parameters: z.output<typeof Parameters>) =>
  Object.entries(parameters).flatMap(([name, value]) =>
    [value].flat().map((each) => [name, String(each)] as const),
  )
