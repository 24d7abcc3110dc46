import { partOf } from '../../parts.ts'
import type { HeadsetDesk } from './headset-desk.ts'
import { headsetStore } from './headset-store.ts'

const loadHeadset = partOf(() => import('./start-headset.ts'))

/** Starts and stops the keys of headsets as the agent switches them on and off. Returns how to stop. */
export function followHeadsetSwitch(desk: HeadsetDesk): () => void {
  /** Null: off. */
  let running: { stop: () => void } | null = null

  function start() {
    let stopped = false
    let stopHeadset: (() => void) | null = null
    loadHeadset()
      .then(({ startHeadset }) => {
        if (!stopped) stopHeadset = startHeadset(desk)
      })
      .catch((error: unknown) => console.warn('The keys of headsets cannot be used', error))
    return {
      stop: () => {
        stopped = true
        stopHeadset?.()
      },
    }
  }
  const follow = (on: boolean) => {
    if (on === (running !== null)) return
    running?.stop()
    running = on ? start() : null
  }
  const { unsubscribe } = headsetStore.subscribe(({ context }) => follow(context.on))
  follow(headsetStore.getSnapshot().context.on)
  return () => {
    unsubscribe()
    follow(false)
  }
}
