import type { RingingCall } from './desk-sections.ts'
import { callerLabel } from './format.ts'

/** Why a call rings here that did not come back from the lot. */
export function whyItRings({ call, kind }: RingingCall, nameOf: (who: string) => string): string {
  if (kind === 'new') return call.direction === 'internal' ? 'A colleague calls' : 'New call'
  const from = nameOf(call.transfer?.from ?? '')
  return call.transfer?.kind === 'consult'
    ? `${from} asks about ${callerLabel(call)}`
    : `For you, from ${from}`
}
