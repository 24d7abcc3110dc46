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
  'contacts_full',
  'number_not_allowed',
  'spending_limit',
  'invalid_request',
  'rate_limited',
  'unavailable',
  'internal',
])
export type ProblemCode = z.infer<typeof ProblemCode>

/** RFC 9457, with what a console needs in order to explain the refusal. */
export const Problem = z.object({
  type: z.string(),
  title: z.string(),
  status: z.number().int(),
  code: ProblemCode,
  detail: z.string(),
  call: CallView.optional(),
  /** As it is now. */
  contact: Contact.optional(),
  winner: z.object({ agentId: AgentId, name: z.string() }).optional(),
  /** What is missing, for `second_factor_required`. */
  secondFactor: FactorChallenge.optional(),
  errors: z.array(z.object({ path: z.string(), message: z.string() })).optional(),
})
export type Problem = z.infer<typeof Problem>
