import { createStore } from '@xstate/store'
import type { Preferences } from '../../coordinator/protocol/preferences.ts'
import { NoBody, requestApi } from '../api/request.ts'

export type PreferencesStore = ReturnType<typeof createPreferencesStore>

/** What this agent chose for the own desk. It is shown at once, and kept by the server for the agent's other browsers. */
export function createPreferencesStore(preferences: Preferences) {
  return createStore({
    context: preferences,
    on: {
      densityChosen: (state, { density }: Pick<Preferences, 'density'>, { effect }) => {
        effect(() => keep({ density }))
        return { ...state, density }
      },
      languageChosen: (state, { language }: Pick<Preferences, 'language'>, { effect }) => {
        effect(() => keep({ language }))
        return { ...state, language }
      },
      favouriteToggled: (state, { agentId }: { agentId: string }, { effect }) => {
        const without = state.favourites.filter((it) => it !== agentId)
        const favourites = without.length < state.favourites.length ? without : [...state.favourites, agentId]
        effect(() => keep({ favourites }))
        return { ...state, favourites }
      },
    },
  })
}

/** A choice that is not kept holds until the page is left. */
function keep(change: Partial<Preferences>): void {
  requestApi('/api/me/preferences', NoBody, { method: 'PATCH', body: change }).catch((error) =>
    console.warn('A preference was not kept', error),
  )
}
