import { Refusal } from '../http/problem.ts'

/**
 * Somebody else has changed a document since it was read.
 * @param what the document and when, to end the sentence `<name> has changed …`
 */
export function changedMeanwhile(by: { agentId: string; name: string } | null, what: string): Refusal {
  const detail = `${by?.name ?? 'Somebody'} has changed ${what}`
  return new Refusal('changed_meanwhile', detail, by ? { winner: by } : {})
}
