import type { SnapshotFrom } from 'xstate'
import type { callMachine } from './machine.ts'

export type CallSnapshot = SnapshotFrom<typeof callMachine>

/** `active.talking` from XState's nested value. */
export function statePath(value: CallSnapshot['value']): string {
  if (typeof value === 'string') return value
  const [parent, child] = Object.entries(value)[0] ?? []
  return `${parent}.${String(child)}`
}
