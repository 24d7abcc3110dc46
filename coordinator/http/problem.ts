import { ActorIsNewer } from '../durable/newer.ts'
import type { CallView } from '../protocol/call-view.ts'
import type { Contact } from '../protocol/contacts.ts'
import type { Problem, ProblemCode, ProblemReason } from '../protocol/problem.ts'
import type { FactorChallenge } from '../protocol/second-factor.ts'
import { RedisAway } from '../redis/redis-away.ts'

/** The HTTP status and title of each code. */
const PROBLEMS: Record<ProblemCode, { status: number; title: string }> = {
  unauthenticated: { status: 401, title: 'Not signed in' },
  bad_credentials: { status: 401, title: 'Wrong username or password' },
  password_change_required: { status: 401, title: 'The password is temporary: a new one is needed' },
  second_factor_required: { status: 401, title: 'A second factor is needed' },
  wrong_second_factor: { status: 401, title: 'The second factor is wrong' },
  confirmation_required: { status: 403, title: 'Confirm first who you are' },
  forbidden: { status: 403, title: 'Not allowed for this role' },
  foreign_origin: { status: 403, title: 'Request from another origin' },
  not_found: { status: 404, title: 'No such resource' },
  no_such_call: { status: 404, title: 'No such call' },
  call_ended: { status: 410, title: 'The call has ended' },
  not_in_state: { status: 409, title: 'Not possible in the current state of the call' },
  not_yours: { status: 403, title: 'The call belongs to another agent' },
  already_claimed: { status: 409, title: 'Another agent claimed the call first' },
  agent_busy: { status: 409, title: 'The agent talks on another call' },
  slot_taken: { status: 409, title: 'The slot is taken' },
  lot_full: { status: 409, title: 'The lot is full' },
  target_unavailable: { status: 409, title: 'The target cannot take the call' },
  already_supervised: { status: 409, title: 'Another supervisor is on this call' },
  recording_not_allowed: { status: 409, title: 'The office does not have this call recorded' },
  recording_required: { status: 409, title: 'The office has each such call recorded' },
  changed_meanwhile: { status: 412, title: 'Changed by somebody else since it was read' },
  contacts_full: { status: 409, title: 'There is no room for more contacts' },
  agent_exists: { status: 409, title: 'The user name is taken' },
  only_admin: { status: 409, title: 'There is no other administrator' },
  company_account: { status: 409, title: 'This person signs in with the company’s account' },
  number_not_allowed: { status: 403, title: 'Agents may not call this number' },
  spending_limit: { status: 403, title: 'A limit for calls to numbers outside is reached' },
  invalid_request: { status: 400, title: 'The request is not valid' },
  rate_limited: { status: 429, title: 'Too many attempts' },
  unavailable: { status: 503, title: 'Temporarily unavailable' },
  internal: { status: 500, title: 'Unexpected failure' },
}

export interface Explanation {
  reason?: ProblemReason
  country?: string
  call?: CallView
  contact?: Contact
  winner?: { agentId: string; name: string }
  errors?: { path: string; message: string }[]
  secondFactor?: FactorChallenge
  /** Sent as `Retry-After`, in whole seconds. */
  retryAfterS?: number
}

/** A request that is refused, and what the response says about it. */
export class Refusal extends Error {
  override readonly name = 'Refusal'
  constructor(
    readonly code: ProblemCode,
    detail?: string,
    readonly explanation: Explanation = {},
    options?: ErrorOptions,
  ) {
    super(detail ?? PROBLEMS[code].title, options)
  }
}

/** Whether the client may never do it. Other refusals hold only for now. */
export const isForbidden = ({ code }: Refusal): boolean => PROBLEMS[code].status === 403

/** RFC 9457. */
export function problemOf({ code, message, explanation }: Refusal): Problem {
  const { retryAfterS: _, ...members } = explanation
  const { status, title } = PROBLEMS[code]
  return { type: `urn:switchyard:problem:${code}`, title, status, code, detail: message, ...members }
}

/** The refusal that a client gets for any error. It keeps the error as its cause, for the log. */
export function refusalFor(error: unknown): Refusal {
  if (error instanceof Refusal) return error
  if (error instanceof RedisAway)
    return new Refusal(
      'unavailable',
      'Redis is out of reach: nothing was done, try again',
      { retryAfterS: 1 },
      { cause: error },
    )
  if (error instanceof ActorIsNewer)
    return new Refusal(
      'unavailable',
      'A newer version of Switchyard has this call: nothing was done, try again',
      { retryAfterS: 1 },
      { cause: error },
    )
  const status = clientErrorOf(error)
  if (status === 404) return new Refusal('not_found')
  if (status !== null) return new Refusal('invalid_request', undefined, {}, { cause: error })
  return new Refusal('internal', undefined, {}, { cause: error })
}

/** The 4xx status of an error that Koa or its middleware throws, such as for a path that cannot be decoded. */
function clientErrorOf(error: unknown): number | null {
  if (!(error instanceof Error) || !('status' in error) || typeof error.status !== 'number') return null
  return error.status >= 400 && error.status < 500 ? error.status : null
}
