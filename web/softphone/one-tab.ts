/** Long enough for this tab to release its own earlier lock. */
const WAIT_MS = 250
/** The other tabs wait this long for the tab in which the agent clicked. */
const COURTESY_MS = 300

const DESKS = 'switchyard-desk'
/** After a click the server is asked first. So long the tab keeps the call's lock without a leg. */
const EARLY_MS = 10_000
/** The locks that this tab took with a click, by call. */
const early = new Map<string, EarlyLock>()
interface EarlyLock {
  granted: Promise<boolean>
  done: () => void
}
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

/** The agent clicked in this tab, so this tab dials. It takes the lock at once: others may hear sooner that the call is theirs. */
export function preferThisTab(callSid: string) {
  if (early.has(callSid) || !('locks' in navigator)) return
  const { until, done } = held()
  const granted = new Promise<boolean>((resolve) => {
    const took = (lock: Lock | null) => {
      resolve(lock !== null)
      return lock && until
    }
    navigator.locks.request(lockName(callSid), { ifAvailable: true }, took).catch(() => resolve(false))
  })
  const lock = { granted, done }
  early.set(callSid, lock)
  setTimeout(() => {
    if (early.get(callSid) === lock) forgetThisTab(callSid)
  }, EARLY_MS)
}

/** What the agent clicked was refused. */
export function forgetThisTab(callSid: string) {
  early.get(callSid)?.done()
  early.delete(callSid)
}

/**
 * Several tabs of one agent see that the call belongs to the agent. The browser's locks let one of them dial: the
 * tab in which the agent clicked, or any tab when there was no click.
 */
export function claimLeg(callSid: string): { mine: Promise<boolean>; done: () => void } {
  const { until, done } = held()
  // Only secure origins have locks. Without them several tabs may dial.
  if (!('locks' in navigator)) return { mine: Promise.resolve(true), done }
  const taken = early.get(callSid)
  early.delete(callSid)
  const mine = async () => (await taken?.granted) || (await lockLeg(callSid, until, taken !== undefined))
  return {
    mine: mine().catch((error: unknown) => {
      console.warn('This browser refuses locks: this tab dials', error)
      return true
    }),
    done: () => {
      taken?.done()
      done()
    },
  }
}

const lockName = (callSid: string) => `switchyard-leg-${callSid}`

async function lockLeg(callSid: string, until: Promise<void>, isClicked: boolean): Promise<boolean> {
  if (!isClicked && Date.now() > callingUntil && (await hasOtherTabs()))
    await new Promise((resolve) => setTimeout(resolve, COURTESY_MS))
  const signal = AbortSignal.timeout(WAIT_MS)
  return new Promise((resolve, reject) => {
    navigator.locks
      .request(lockName(callSid), { signal }, () => {
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
