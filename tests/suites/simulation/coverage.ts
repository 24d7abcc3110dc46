import { callMachine } from '../../../machines/call/machine.ts'

interface Node {
  readonly states: Record<string, Node>
  /** Where it has some, one of them always leads on: it is left in the same instant, and never stored. */
  readonly always?: readonly unknown[]
}

/** Every state that a call can be found in, as its chart has them. */
export function leafStates(): string[] {
  const below = (node: Node, path: string): string[] => {
    const children = Object.entries(node.states)
    if (children.length === 0) return (node.always ?? []).length === 0 ? [path] : []
    return children.flatMap(([name, child]) => below(child, path === '' ? name : `${path}.${name}`))
  }
  return below(callMachine.root, '')
}
