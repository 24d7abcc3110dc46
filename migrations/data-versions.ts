import type { DataVersions } from '../coordinator/backup/backups.ts'
import { migrations } from './index.ts'
import { applyAfter, applyMigrations, type MigrationDeps, migrationStates } from './runner.ts'

/** What backups need of the migrations. */
export function dataVersions(deps: MigrationDeps): DataVersions {
  const { steps = migrations } = deps
  return {
    lastKnown: steps.at(-1)?.id ?? 0,

    async applied() {
      const states = await migrationStates(deps)
      const open = states.findIndex(({ state }) => state !== 'applied')
      const { id, name } = (open < 0 ? states : states.slice(0, open)).at(-1) ?? { id: 0, name: 'none' }
      return { id, name }
    },

    async applyPending() {
      await applyMigrations(deps)
    },

    applyAfter: (id) => applyAfter(deps, id),
  }
}
