/** How loud it is on both ends, 0 to 1, some twenty times a second: too often for React. */
export interface Levels {
  input: number
  output: number
}

type Listener = (levels: Levels) => void

const listeners = new Set<Listener>()

export function onLevels(listener: Listener): () => void {
  listeners.add(listener)
  return () => listeners.delete(listener)
}

export function showLevels(levels: Levels) {
  for (const listener of listeners) listener(levels)
}
