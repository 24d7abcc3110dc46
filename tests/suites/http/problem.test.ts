import { expect, test } from 'vitest'
import { problemOf, Refusal } from '../../../coordinator/http/problem.ts'
import { Problem, ProblemCode } from '../../../coordinator/protocol/problem.ts'

test('every code has a status of its kind, and a body as the console reads it', () => {
  for (const code of ProblemCode.options) {
    const problem = problemOf(new Refusal(code))
    expect(Problem.parse(problem)).toEqual(problem)
    expect(problem.type).toBe(`urn:switchyard:problem:${code}`)
    expect(problem.status).toBeGreaterThanOrEqual(400)
  }
})

test('the codes have the statuses that scripts rely on', () => {
  const statusOf = (code: ProblemCode) => problemOf(new Refusal(code)).status
  const expected: [number, ProblemCode[]][] = [
    [400, ['invalid_request']],
    [401, ['unauthenticated', 'bad_credentials']],
    [403, ['forbidden', 'foreign_origin', 'not_yours']],
    [404, ['not_found', 'no_such_call']],
    [409, ['not_in_state', 'already_claimed', 'agent_busy', 'slot_taken', 'lot_full', 'target_unavailable']],
    [410, ['call_ended']],
    [429, ['rate_limited']],
    [503, ['unavailable']],
  ]
  for (const [status, codes] of expected)
    for (const code of codes) expect([code, statusOf(code)]).toEqual([code, status])
})
