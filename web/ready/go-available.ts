import { whyDeaf } from '../../coordinator/protocol/reachability.ts'
import type { WhyDeaf } from '../../machines/agent/reachability.ts'
import type { DeskStore } from '../feed/desk-store.ts'
import type { PageWatch } from './watch-page.ts'

interface GoAvailableDeps {
  desk: DeskStore
  watch: PageWatch
  /** Starts sound and softphone. It runs within the agent's click, because browsers allow both only then. */
  start: () => void
  /** Tells the server. */
  choose: () => Promise<void>
  /** Shows the agent what must be mended, or what takes long. */
  showChecks: () => void
  /** Nothing is to be mended any more. */
  hideChecks: () => void
}

/** These come by themselves after a click. The others wait for the agent. */
const COMES_BY_ITSELF: ReadonlySet<WhyDeaf> = new Set(['sound_blocked', 'softphone_offline'])
const SHOWN_AFTER_MS = 3_000
const PATIENCE_MS = 15_000

/**
 * Makes an agent available as soon as a call would ring, here or in another console of theirs. What comes by itself gets
 * some time. Where something must be mended, the agent stays away and sees what.
 */
export function createGoAvailable(deps: GoAvailableDeps) {
  const { desk, watch } = deps
  let attempt = 0

  const why = () => {
    const { confirmed, me } = desk.getSnapshot().context
    return confirmed.agents.get(me)?.rings?.ok ? null : whyDeaf(watch.store.getSnapshot().context.facts)
  }

  return {
    /** Resolves when the agent is available, or when that must wait for the agent. Never rejects. */
    go: async (): Promise<void> => {
      attempt += 1
      const mine = attempt
      deps.start()
      let shown = false
      const timer = setTimeout(() => {
        shown = true
        if (mine === attempt) deps.showChecks()
      }, SHOWN_AFTER_MS)
      if (watch.store.getSnapshot().context.facts.microphone !== true) await watch.askForMicrophone()
      const left = await settled(watch, why)
      clearTimeout(timer)
      if (mine !== attempt) return
      if (left !== null) return deps.showChecks()
      await deps.choose()
      if (shown) deps.hideChecks()
    },
    /** The agent chose otherwise. */
    forget: () => {
      attempt += 1
    },
  }
}

/** Waits while what is missing may come by itself. @returns what is still missing */
function settled(watch: PageWatch, why: () => WhyDeaf | null): Promise<WhyDeaf | null> {
  const waits = () => {
    const left = why()
    return left !== null && COMES_BY_ITSELF.has(left)
  }
  if (!waits()) return Promise.resolve(why())
  return new Promise((resolve) => {
    const end = () => {
      clearTimeout(timer)
      unsubscribe()
      resolve(why())
    }
    const timer = setTimeout(end, PATIENCE_MS)
    const { unsubscribe } = watch.store.subscribe(() => {
      if (!waits()) end()
    })
  })
}
