import type { Problem } from '../../coordinator/protocol/problem.ts'
import type { FactorChallenge } from '../../coordinator/protocol/second-factor.ts'
import { ApiRefusal } from '../api/request.ts'

/** The refusal of a right password that says what else is needed; null for any other error. */
export const moreAsked = (error: unknown): Problem | null =>
  error instanceof ApiRefusal &&
  (error.problem.code === 'second_factor_required' || error.problem.code === 'password_change_required')
    ? error.problem
    : null

/** What a second factor is asked for after a wrong answer: what it was asked for before counts no more. */
export const askedAnew = (error: unknown): FactorChallenge | null =>
  error instanceof ApiRefusal && error.problem.code === 'wrong_second_factor'
    ? (error.problem.secondFactor ?? null)
    : null
