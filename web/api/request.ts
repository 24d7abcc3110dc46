import { z } from 'zod'
import { Problem } from '../../coordinator/protocol/problem.ts'

/** The server said no, and why. */
export class ApiRefusal extends Error {
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
export class ServerUnreachable extends Error {
  override readonly name = 'Unreachable'
}

export interface ApiRequestInit {
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
 * @throws {ApiRefusal} for problem+json, {@link ServerUnreachable} for everything else that is not an answer
 */
export async function requestApi<T>(
  path: string,
  answer: z.ZodType<T>,
  asked: ApiRequestInit = {},
): Promise<T> {
  const response = await reach(path, asked)
  const body = await bodyOf(response)
  if (!response.ok) throw refusal(response, body)
  const parsed = answer.safeParse(body)
  if (!parsed.success) throw new ServerUnreachable(`${path} answered something else`, { cause: parsed.error })
  return parsed.data
}

/** For answers without a body. */
export const NoBody = z.null()

async function reach(path: string, asked: ApiRequestInit): Promise<Response> {
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
    throw new ServerUnreachable(`${path} did not answer`, { cause })
  }
}

const bodyFor = ({ body, bytes }: ApiRequestInit) =>
  bytes ? { body: bytes } : body === undefined ? {} : { body: JSON.stringify(body) }

async function bodyOf(response: Response): Promise<unknown> {
  try {
    const text = await response.text()
    return text === '' ? null : JSON.parse(text)
  } catch (cause) {
    throw new ServerUnreachable('the answer broke off', { cause })
  }
}

function refusal(response: Response, body: unknown): ApiRefusal | ServerUnreachable {
  const problem = Problem.safeParse(body)
  if (!problem.success) return new ServerUnreachable(`HTTP ${response.status}`, { cause: problem.error })
  const retryAfter = Number(response.headers.get('retry-after') ?? Number.NaN)
  return new ApiRefusal(problem.data, Number.isFinite(retryAfter) ? retryAfter : null)
}
