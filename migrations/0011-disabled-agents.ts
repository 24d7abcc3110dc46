import type { Migration } from './migration.ts'

/**
 * An agent can be disabled. Records stay as they are: the sweep disables the agents of disabled accounts. The version tells
 * an older coordinator that it cannot read the new state.
 */
export const disabledAgents: Migration = {
  id: 11,
  name: 'disabled-agents',
  agents: { to: 3, transform: ({ snapshot, timers, view }) => ({ snapshot, timers, view }) },
}
