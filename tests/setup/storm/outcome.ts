import { CallView } from '../../../coordinator/protocol/call-view.ts'
import { Problem } from '../../../coordinator/protocol/problem.ts'
import type { CommandOutcome } from '../checker/observed.ts'

/** How a command was answered, by the answer's status and body. One that is not put in our words has no code. */
export function outcomeOf(status: number, text: string): CommandOutcome {
  const json = jsonIn(text)
  if (status < 200 || status > 299)
    return { kind: 'refused', status, code: Problem.safeParse(json).data?.code ?? null }
  const view = CallView.safeParse(json).data
  return view ? { kind: 'acknowledged', view } : { kind: 'refused', status, code: null }
}

function jsonIn(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}
