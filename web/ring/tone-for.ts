import type { RingingCall, RingKind } from '../calls/desk-sections.ts'

/**
 * The one tone for everything that rings here: what came for this agent in person is told apart from
 * what rings for all, whichever is older.
 */
export function toneFor(ringing: readonly RingingCall[]): RingKind | null {
  const kinds = new Set(ringing.map((it) => it.kind))
  if (kinds.has('transferred')) return 'transferred'
  if (kinds.has('returned')) return 'returned'
  return kinds.has('new') ? 'new' : null
}
