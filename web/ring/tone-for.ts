import type { RingingCall, RingKind } from '../calls/desk-sections.ts'

/** One tone for all calls that ring here. A transfer comes before a return, and both before a new call, however old. */
export function toneFor(ringing: readonly RingingCall[]): RingKind | null {
  const kinds = new Set(ringing.map((it) => it.kind))
  if (kinds.has('transferred')) return 'transferred'
  if (kinds.has('returned')) return 'returned'
  return kinds.has('new') ? 'new' : null
}
