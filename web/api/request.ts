import { z } from 'zod'
import { Problem } from '../../coordinator/protocol/problem.ts'
import { sessionStore } from '../session/session-store.ts'

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

/** No answer, or not one of the coordinator. Nobody knows whether the request was carried out. */
export class ServerUnreachable extends Error {
  override readonly name = 'Unreachable'
}

export interface ApiRequestInit {
  method?: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE'
  body?: unknown
  /** Sent as they are, instead of a JSON body. */
  bytes?: Blob
  idempotencyKey?: string
  /** The ETag of what is to be replaced. */
  ifMatch?: string
  timeoutMs?: number
  /** The browser sends it also when the page is closed right after. */
  keepalive?: boolean
}

const REQUEST_TIMEOUT_MS = 8_000

/**
 * One request to the coordinator, its answer parsed.
 * @throws {ApiRefusal} for problem+json, {@link ServerUnreachable} for everything else that is not an answer
 */
export async function requestApi<T>(
  path: string,
  answer: z.ZodType<T>,
  init: ApiRequestInit = {},
): Promise<T> {
  const response = await reach(path, init)
  const body = await bodyOf(response)
  if (!response.ok) {
    const refused = refusal(response, body)
    if (refused instanceof ApiRefusal && refused.problem.code === 'unauthenticated')
      sessionStore.trigger.ended()
    throw refused
  }
  const parsed = answer.safeParse(body)
  if (!parsed.success) throw new ServerUnreachable(`${path} answered something else`, { cause: parsed.error })
  return parsed.data
}

/** For answers without a body. */
export const NoBody = z.null()

async function reach(path: string, init: ApiRequestInit): Promise<Response> {
  const headers = new Headers({ accept: 'application/json' })
  if (init.body !== undefined) headers.set('content-type', 'application/json')
  if (init.ifMatch) headers.set('if-match', init.ifMatch)
  if (init.idempotencyKey) headers.set('idempotency-key', init.idempotencyKey)
  try {
    return await fetch(path, {
      method: init.method ?? 'GET',
      headers,
      credentials: 'same-origin',
      cache: 'no-store',
      keepalive: init.keepalive ?? false,
      signal: AbortSignal.timeout(init.timeoutMs ?? REQUEST_TIMEOUT_MS),
      ...bodyFor(init),
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
    throw new ServerUnreachable(`${response.url} broke off its answer`, { cause })
  }
}

function refusal(response: Response, body: unknown): ApiRefusal | ServerUnreachable {
  const problem = Problem.safeParse(body)
  if (!problem.success) return new ServerUnreachable(`HTTP ${response.status}`, { cause: problem.error })
  const retryAfter = Number(response.headers.get('retry-after') ?? Number.NaN)
  return new ApiRefusal(problem.data, Number.isFinite(retryAfter) ? retryAfter : null)
}
