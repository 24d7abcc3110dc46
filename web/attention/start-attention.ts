import { partOf } from '../parts.ts'
import type { AttentionDeps } from './attention.ts'

const loadAttention = partOf(() => import('./attention.ts'))

/** Follows the desk as soon as this part of the console is loaded. Without it a call rings all the same. Returns how to stop. */
export function startAttention(deps: AttentionDeps): () => void {
  let stopped = false
  let stop = () => {}
  loadAttention().then(
    ({ followAttention }) => {
      if (!stopped) stop = followAttention(deps)
    },
    (error: unknown) =>
      console.warn('There are no notifications: a part of the console did not arrive', error),
  )
  return () => {
    stopped = true
    stop()
  }
}
