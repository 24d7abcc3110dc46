import type { AgentView } from '../../coordinator/protocol/agent-view.ts'

/** Where the tile of a colleague is. */
export interface Place {
  readonly agentId: string
  readonly group: 'favourites' | 'others'
}

/** `Line 2` comes before `Line 10`. */
export const byName = (a: { name: string }, b: { name: string }) =>
  a.name.localeCompare(b.name, undefined, { numeric: true })

/** The colleagues who are not offline, by name. */
export const placesOf = (colleagues: readonly AgentView[], favourites: readonly string[]): Place[] =>
  colleagues
    .filter(({ presence }) => presence !== 'offline')
    .sort(byName)
    .map(({ agentId }) => ({ agentId, group: favourites.includes(agentId) ? 'favourites' : 'others' }))

/** While somebody aims at the tiles: those that were there keep their places, and new ones come last. */
export function steadyPlaces(before: readonly Place[], now: readonly Place[]): readonly Place[] {
  const known = new Set(before.map(({ agentId }) => agentId))
  const added = now.filter(({ agentId }) => !known.has(agentId))
  return added.length === 0 ? before : [...before, ...added]
}
