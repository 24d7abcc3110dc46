/** Long enough for this tab to release its own earlier lock. */
const WAIT_MS = 250
/** The other tabs wait this long for the tab in which the agent clicked. */
const COURTESY_MS = 300

const DESKS = 'switchyard-desk'
const clicked = new Set<string>()
/** After a click on Call, the call may take this long to appear. */
const CALLING_MS = 10_000
let callingUntil = 0

/** Tells the agent's other tabs that this one is open. Returns how to close it. */
export function openTab(): () => void {
  const { until, done } = held()
  const hold = async () => {
    if ('locks' in navigator) await navigator.locks.request(DESKS, { mode: 'shared' }, () => until)
  }
  hold().catch((error: unknown) => console.warn('This tab is not known to the others', error))
  return done
}

/** The agent calls somebody in this tab. The call has no sid yet. */
export function preferThisTabForNext() {
  callingUntil = Date.now() + CALLING_MS
}

/** The agent clicked in this tab, so this tab dials first. */
export function preferThisTab(callSid: string) {
  clicked.add(callSid)
}

/**
 * Several tabs of one agent see that the call belongs to the agent. The browser's locks let one of them dial: the
 * tab in which the agent clicked, or any tab when there was no click.
 */
export function claimLeg(callSid: string): { mine: Promise<boolean>; done: () => void } {
  const { until, done } = held()
  // Only secure origins have locks. Without them several tabs may dial.
  if (!('locks' in navigator)) return { mine: Promise.resolve(true), done }
  return {
    mine: lockLeg(callSid, until).catch((error: unknown) => {
      console.warn('This browser refuses locks: this tab dials', error)
      return true
    }),
    done,
  }
}

async function lockLeg(callSid: string, until: Promise<void>): Promise<boolean> {
  if (!clicked.delete(callSid) && Date.now() > callingUntil && (await hasOtherTabs()))
    await new Promise((resolve) => setTimeout(resolve, COURTESY_MS))
  const signal = AbortSignal.timeout(WAIT_MS)
  return new Promise((resolve, reject) => {
    navigator.locks
      .request(`switchyard-leg-${callSid}`, { signal }, () => {
        resolve(true)
        return until
      })
      .catch((error: unknown) => (signal.aborted ? resolve(false) : reject(error)))
  })
}

async function hasOtherTabs(): Promise<boolean> {
  const { held: locks = [] } = await navigator.locks.query()
  return locks.filter(({ name }) => name === DESKS).length > 1
}

/** A promise and its resolver. A lock is held until its promise resolves. */
function held(): { until: Promise<void>; done: () => void } {
  let done = () => {}
  const until = new Promise<void>((resolve) => {
    done = resolve
  })
  return { until, done }
}
