import { z } from 'zod'
import { AgentId } from '../../machines/ids.ts'
import { CallView } from './call-view.ts'
import { Contact } from './contacts.ts'
import { FactorChallenge } from './second-factor.ts'

/** Why a request is refused. The console has the words for each code. */
export const ProblemCode = z.enum([
  'unauthenticated',
  'bad_credentials',
  'password_change_required',
  'second_factor_required',
  'wrong_second_factor',
  'confirmation_required',
  'forbidden',
  'foreign_origin',
  'not_found',
  'no_such_call',
  'call_ended',
  'not_in_state',
  'not_yours',
  'already_claimed',
  'agent_busy',
  'slot_taken',
  'lot_full',
  'target_unavailable',
  'changed_meanwhile',
  'already_supervised',
  'recording_not_allowed',
  'recording_required',
  'contacts_full',
  'agent_exists',
  'only_admin',
  'company_account',
  'number_not_allowed',
  'spending_limit',
  'invalid_request',
  'rate_limited',
  'unavailable',
  'internal',
])
export type ProblemCode = z.infer<typeof ProblemCode>

/** Which rule a request is against, where a code has several. */
export const ProblemReason = z.enum([
  'short_number',
  'no_caller_id',
  'country',
  'costly',
  'mistyped',
  'legs_of_agent',
  'legs',
  'minutes_of_agent',
  'minutes',
  'not_dialled',
  'may_ring',
])
export type ProblemReason = z.infer<typeof ProblemReason>

/** RFC 9457, with what a console needs in order to explain the refusal. */
export const Problem = z.object({
  type: z.string(),
  title: z.string(),
  status: z.number().int(),
  code: ProblemCode,
  detail: z.string(),
  /** A console of an older version does not know a new one. */
  reason: ProblemReason.optional().catch(undefined),
  /** Of the number that may not be called: ISO 3166 alpha-2. */
  country: z.string().optional(),
  call: CallView.optional(),
  /** As it is now. */
  contact: Contact.optional(),
  winner: z.object({ agentId: AgentId, name: z.string() }).optional(),
  /** What is missing, for `second_factor_required`. */
  secondFactor: FactorChallenge.optional(),
  errors: z.array(z.object({ path: z.string(), message: z.string() })).optional(),
})
export type Problem = z.infer<typeof Problem>
