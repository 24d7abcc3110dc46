import type { AnyStateMachine, AnyStateNode, AnyTransitionDefinition } from 'xstate'

/** A machine's chart as data: what can be drawn and listed without knowing XState. */
export interface ChartState {
  /** Path below the machine: `parked.waiting`; empty for the machine itself. */
  path: string
  description: string | null
  tags: readonly string[]
  entry: readonly string[]
  exit: readonly string[]
  invoked: readonly string[]
  /** Path of the state in which it begins; null for one without states of its own. */
  initial: string | null
  isParallel: boolean
  states: readonly ChartState[]
  edges: readonly ChartEdge[]
}

export interface ChartEdge {
  /** `CLAIM`, `after ringTimeout`, `always` */
  on: string
  guard: string | null
  /** Path of the target; null when the state is not left. */
  target: string | null
  /** It leaves the state and enters it again, which starts its delays anew. */
  reenters: boolean
  actions: readonly string[]
  description: string | null
}

export function chartOf(machine: AnyStateMachine): ChartState {
  return stateOf(machine.root)
}

/** Every state of the chart, the machine itself first, each before its own states. */
export function allStates(state: ChartState): ChartState[] {
  return [state, ...state.states.flatMap(allStates)]
}

function stateOf(node: AnyStateNode): ChartState {
  const children = Object.values(node.states)
  const first = node.initial?.target[0]
  return {
    path: pathOf(node),
    description: node.description ?? null,
    tags: node.tags,
    entry: node.entry.map(nameOf).filter(isOwn),
    exit: node.exit.map(nameOf).filter(isOwn),
    invoked: node.invoke.map(({ src }) => (typeof src === 'string' ? src : 'an actor')),
    initial: node.type === 'compound' && first ? pathOf(first) : null,
    isParallel: node.type === 'parallel',
    states: children.map(stateOf),
    edges: [...node.transitions.values(), node.always ?? []].flat().map(edgeOf),
  }
}

function edgeOf(transition: AnyTransitionDefinition): ChartEdge {
  const { eventType, guard, target, reenter, actions, description } = transition
  return {
    on: triggerOf(eventType),
    guard: guard === undefined ? null : nameOf(guard),
    target: target?.[0] ? pathOf(target[0]) : null,
    reenters: reenter,
    actions: actions.map(nameOf),
    description: description ?? null,
  }
}

/** XState's own event types say more than a reader needs: `xstate.after.ringTimeout.call.ringing.offering`. */
function triggerOf(eventType: string): string {
  if (eventType === '') return 'always'
  const [space, kind, name] = eventType.split('.')
  return space === 'xstate' && kind === 'after' ? `after ${name}` : eventType
}

const pathOf = (node: AnyStateNode) => node.path.join('.')

/** Guards and actions are named in our charts; XState's own have a type such as `xstate.assign`. */
function nameOf(part: unknown): string {
  if (typeof part === 'string') return part
  const isNamed = (typeof part === 'object' || typeof part === 'function') && part !== null && 'type' in part
  return isNamed ? String(part.type).replace('xstate.', '') : 'assign'
}

/** A delay is raised on entry and cancelled on exit: the edge says so already. */
const isOwn = (name: string) => name !== 'raise' && name !== 'cancel'
