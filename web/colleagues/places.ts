import type { AgentView } from '../../coordinator/protocol/agent-view.ts'
import type { Group } from '../../coordinator/protocol/groups.ts'

/** A part of the list of colleagues. `named`: a group of the office. */
export type Part = { readonly id: 'favourites' | 'others' } | { readonly id: string; readonly named: string }

/** Where the tile of a colleague is. */
export interface Place {
  readonly agentId: string
  readonly part: Part
}

const FAVOURITES: Part = { id: 'favourites' }
const OTHERS: Part = { id: 'others' }

/** Whether an agent is a colleague with whom something can be done: who is disabled is none. */
export const isColleagueOf =
  (me: Pick<AgentView, 'agentId'>) =>
  ({ agentId, disabled }: AgentView): boolean =>
    agentId !== me.agentId && !disabled

/** `Line 2` comes before `Line 10`. */
export const byName = (a: { name: string }, b: { name: string }) =>
  a.name.localeCompare(b.name, undefined, { numeric: true })

/** The names of the groups that each member is in, in the office's order. */
export function groupNames(groups: readonly Group[]): ReadonlyMap<string, readonly string[]> {
  const names = new Map<string, string[]>()
  for (const { name, members } of groups)
    for (const agentId of members) names.set(agentId, [...(names.get(agentId) ?? []), name])
  return names
}

/**
 * The colleagues who are not offline, each once, by name in each part: favourites, the groups in the office's order, everybody
 * else. A favourite is no more in a group, and who is in several groups is in the first.
 */
export function placesOf(
  colleagues: readonly AgentView[],
  favourites: readonly string[],
  groups: readonly Group[],
): Place[] {
  const parts: readonly (readonly [Part, ReadonlySet<string>])[] = [
    [FAVOURITES, new Set(favourites)],
    ...groups.map(({ id, name, members }) => [{ id, named: name }, new Set(members)] as const),
  ]
  const placed = colleagues
    .filter(({ presence }) => presence !== 'offline')
    .sort(byName)
    .map(({ agentId }) => ({ agentId, part: parts.find(([, has]) => has.has(agentId))?.[0] ?? OTHERS }))
  return [...parts.map(([part]) => part), OTHERS].flatMap((part) => placed.filter((one) => one.part === part))
}

/** The tiles of each part that has some, in their order. */
export function partsOf(places: readonly Place[]): { part: Part; agentIds: string[] }[] {
  const parts = new Map<string, { part: Part; agentIds: string[] }>()
  for (const { part, agentId } of places) {
    const there = parts.get(part.id) ?? { part, agentIds: [] }
    there.agentIds.push(agentId)
    parts.set(part.id, there)
  }
  return [...parts.values()]
}

/**
 * While somebody aims at the tiles: those that were there keep their places and headings. New ones come last, behind
 * everybody else, since a tile that comes into a part moves all that are below.
 */
export function steadyPlaces(before: readonly Place[], now: readonly Place[]): readonly Place[] {
  const known = new Set(before.map(({ agentId }) => agentId))
  const added = now.filter(({ agentId }) => !known.has(agentId))
  return added.length === 0 ? before : [...before, ...added.map(({ agentId }) => ({ agentId, part: OTHERS }))]
}
