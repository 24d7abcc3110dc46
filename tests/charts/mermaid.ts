import { allStates, type ChartEdge, type ChartState } from './chart.ts'

/**
 * The chart as a Mermaid state diagram. All transitions from one state to another are one arrow. Transitions that stay in their
 * state, and those that every state has, are in the table only.
 */
export function diagramOf(chart: ChartState): string {
  const lines = ['stateDiagram-v2', ...chart.states.flatMap((state) => boxOf(state, 1))]
  const first = leafFinder(chart)
  if (chart.initial !== null) lines.push(`  [*] --> ${idOf(first(chart.initial))}`)
  for (const [arrow, edges] of arrowsIn(chart)) {
    lines.push(`  ${arrow}: ${[...new Set(edges.map(labelOf))].join('<br/>')}`)
  }
  return lines.join('\n')
}

function boxOf(state: ChartState, depth: number): string[] {
  const indent = '  '.repeat(depth)
  const name = `state "${state.path.split('.').at(-1)}" as ${idOf(state.path)}`
  if (state.states.length === 0) return [`${indent}${name}`]
  const first = state.initial === null ? [] : [`${indent}  [*] --> ${idOf(state.initial)}`]
  return [
    `${indent}${name} {`,
    ...state.states.flatMap((child) => boxOf(child, depth + 1)),
    ...first,
    `${indent}}`,
  ]
}

function arrowsIn(chart: ChartState): Map<string, ChartEdge[]> {
  const leafOf = leafFinder(chart)
  const arrows = new Map<string, ChartEdge[]>()
  for (const state of allStates(chart).filter(({ path }) => path !== '')) {
    for (const edge of state.edges) {
      if (edge.target === null) continue
      for (const source of sourcesOf(state, edge.on)) {
        const arrow = `${idOf(source)} --> ${idOf(leafOf(edge.target))}`
        arrows.set(arrow, [...(arrows.get(arrow) ?? []), edge])
      }
    }
  }
  return arrows
}

function labelOf({ on, guard }: Pick<ChartEdge, 'on' | 'guard'>): string {
  return guard === null ? on : `${on} [${guard}]`
}

/** An arrow from a state with states of its own starts at each of them that does not answer the event itself. */
function sourcesOf(state: ChartState, on: string): string[] {
  if (state.states.length === 0) return [state.path]
  const answers = ({ edges }: ChartState) => edges.some((edge) => edge.on === on && edge.guard === null)
  return state.states.filter((child) => !answers(child)).flatMap((child) => sourcesOf(child, on))
}

/** An arrow to a state with states of its own ends at the one in which it begins. */
function leafFinder(chart: ChartState): (path: string) => string {
  const initials = new Map(allStates(chart).map(({ path, initial }) => [path, initial]))
  return (path) => {
    let leaf = path
    for (let next = initials.get(leaf); next; next = initials.get(leaf)) leaf = next
    return leaf
  }
}

const idOf = (path: string) => path.replaceAll('.', '_')
