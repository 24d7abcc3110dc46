import { allStates, type ChartEdge, type ChartState } from './chart.ts'
import { diagramOf } from './mermaid.ts'

/** A page of documentation about one machine: the picture, then every state with every way out of it. */
export function pageOf(title: string, source: string, chart: ChartState): string {
  const sections = allStates(chart)
    .filter((state) => state.path === '' || hasSomethingToSay(state))
    .map(sectionOf)
  return [
    `# ${title}`,
    `Drawn from [${source}](../../${source}) by \`npm run charts\`; do not edit.`,
    `\`\`\`mermaid\n${diagramOf(chart)}\n\`\`\``,
    ...sections,
    '',
  ].join('\n\n')
}

const hasSomethingToSay = ({ edges, description, states }: ChartState) =>
  edges.length > 0 || description !== null || states.length === 0

function sectionOf(state: ChartState): string {
  const heading = state.path === '' ? '## In every state' : `## ${state.path}`
  const facts = [
    state.description,
    listed('Tags', state.tags),
    listed('On entry', state.entry),
    listed('On exit', state.exit),
    listed('While here', state.invoked),
    state.isParallel ? `All at once: ${state.states.map(({ path }) => `\`${path}\``).join(', ')}.` : null,
  ].filter((fact) => fact !== null)
  return [heading, ...facts, ...(state.edges.length > 0 ? [tableOf(state.edges)] : [])].join('\n\n')
}

const listed = (what: string, names: readonly string[]) =>
  names.length === 0 ? null : `${what}: ${names.map((name) => `\`${name}\``).join(', ')}.`

function tableOf(edges: readonly ChartEdge[]): string {
  const rows = edges.map(({ on, guard, target, reenters, actions, description }) => {
    const to = target === null ? 'stays' : `${target}${reenters ? ', anew' : ''}`
    return [on, guard ?? '', to, actions.join(', '), description ?? '']
  })
  const table = [['when', 'if', 'goes to', 'does', 'why'], ['---', '---', '---', '---', '---'], ...rows]
  return table.map((row) => `| ${row.join(' | ')} |`).join('\n')
}
