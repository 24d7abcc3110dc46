/** Long enough for this tab's own last visit to let go. */
const WAIT_MS = 250
/** How much the tab in which the agent clicked is ahead of the others. */
const COURTESY_MS = 300

const DESKS = 'switchyard-desk'
const clicked = new Set<string>()
/** How long after the agent asked for it a call may take to appear. */
const CALLING_MS = 10_000
let callingUntil = 0

/** Makes this tab known to the agent's others. Returns how to leave. */
export function openTab(): () => void {
  const { until, done } = held()
  if ('locks' in navigator)
    navigator.locks
      .request(DESKS, { mode: 'shared' }, () => until)
      .catch((error: unknown) => console.warn('This tab is not known to the others', error))
  return done
}

/** The agent is calling somebody here: the call that follows has no name yet. */
export function preferThisTabForNext() {
  callingUntil = Date.now() + CALLING_MS
}

/** The agent clicked here: this tab is the first to dial. */
export function preferThisTab(callSid: string) {
  clicked.add(callSid)
}

/**
 * Two tabs of one agent see the same call become theirs. The browser's locks let one of them dial: the
 * one in which the agent clicked, or, where it was none of them, any.
 */
export function claimLeg(callSid: string): { mine: Promise<boolean>; done: () => void } {
  const { until, done } = held()
  // Only pages from a secure origin have locks; without them nothing keeps two tabs apart.
  if (!('locks' in navigator)) return { mine: Promise.resolve(true), done }
  return { mine: lockLeg(callSid, until), done }
}

async function lockLeg(callSid: string, until: Promise<void>): Promise<boolean> {
  if (!clicked.delete(callSid) && Date.now() > callingUntil && (await hasOtherTabs()))
    await new Promise((resolve) => setTimeout(resolve, COURTESY_MS))
  const signal = AbortSignal.timeout(WAIT_MS)
  return new Promise((resolve) => {
    navigator.locks
      .request(`switchyard-leg-${callSid}`, { signal }, () => {
        resolve(true)
        return until
      })
      .catch(() => resolve(false))
  })
}

async function hasOtherTabs(): Promise<boolean> {
  const { held: locks = [] } = await navigator.locks.query()
  return locks.filter(({ name }) => name === DESKS).length > 1
}

/** A promise, and how to fulfil it: a lock is held for as long as a promise is open. */
function held(): { until: Promise<void>; done: () => void } {
  let done = () => {}
  const until = new Promise<void>((resolve) => {
    done = resolve
  })
  return { until, done }
}
