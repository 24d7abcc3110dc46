import { z } from 'zod'
import { Problem } from '../../machines/problem.ts'

/** The server said no, and why. */
export class Refused extends Error {
  override readonly name = 'Refused'
  constructor(
    readonly problem: Problem,
    /** Seconds, from `Retry-After`. */
    readonly retryAfterS: number | null,
  ) {
    super(problem.detail)
  }
}

/** Nobody answered, or what answered was not ours. Whether the request was carried out is unknown. */
export class Unreachable extends Error {
  override readonly name = 'Unreachable'
}

export interface Asked {
  method?: 'GET' | 'POST' | 'PUT' | 'DELETE'
  body?: unknown
  /** Sent as they are, instead of a JSON body. */
  bytes?: Blob
  idempotencyKey?: string
  /** The ETag of what is to be replaced. */
  ifMatch?: string
  timeoutMs?: number
}

const REQUEST_TIMEOUT_MS = 8_000

/**
 * One request to the coordinator, its answer parsed.
 * @throws {Refused} for problem+json, {@link Unreachable} for everything else that is not an answer
 */
export async function request<T>(path: string, answer: z.ZodType<T>, asked: Asked = {}): Promise<T> {
  const response = await reach(path, asked)
  const body = await bodyOf(response)
  if (!response.ok) throw refusal(response, body)
  const parsed = answer.safeParse(body)
  if (!parsed.success) throw new Unreachable(`${path} answered something else`, { cause: parsed.error })
  return parsed.data
}

/** For answers without a body. */
export const Nothing = z.null()

async function reach(path: string, asked: Asked): Promise<Response> {
  const headers = new Headers({ accept: 'application/json' })
  if (asked.body !== undefined) headers.set('content-type', 'application/json')
  if (asked.ifMatch) headers.set('if-match', asked.ifMatch)
  if (asked.idempotencyKey) headers.set('idempotency-key', asked.idempotencyKey)
  try {
    return await fetch(path, {
      method: asked.method ?? 'GET',
      headers,
      credentials: 'same-origin',
      cache: 'no-store',
      signal: AbortSignal.timeout(asked.timeoutMs ?? REQUEST_TIMEOUT_MS),
      ...bodyFor(asked),
    })
  } catch (cause) {
    throw new Unreachable(`${path} did not answer`, { cause })
  }
}

const bodyFor = ({ body, bytes }: Asked) =>
  bytes ? { body: bytes } : body === undefined ? {} : { body: JSON.stringify(body) }

async function bodyOf(response: Response): Promise<unknown> {
  try {
    const text = await response.text()
    return text === '' ? null : JSON.parse(text)
  } catch (cause) {
    throw new Unreachable('the answer broke off', { cause })
  }
}

function refusal(response: Response, body: unknown): Refused | Unreachable {
  const problem = Problem.safeParse(body)
  if (!problem.success) return new Unreachable(`HTTP ${response.status}`, { cause: problem.error })
  const retryAfter = Number(response.headers.get('retry-after') ?? Number.NaN)
  return new Refused(problem.data, Number.isFinite(retryAfter) ? retryAfter : null)
}
