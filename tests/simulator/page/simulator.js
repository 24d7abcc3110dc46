/** @typedef {import('../control/call-view.ts').SimulatedCall} SimulatedCall */

/**
 * Asks the control API. Throws an Error in the simulator's own words when it refuses.
 * @param {string} path
 * @param {object} [body]
 */
export async function post(path, body = {}) {
  const response = await fetch(path, { method: 'POST', body: JSON.stringify(body) })
  const answer = await response.json()
  if (!response.ok) throw new Error(answer.error ?? 'The simulator refused.')
  return answer
}

/** @returns {Promise<SimulatedCall[]>} none when it is out of reach */
export async function callsNow() {
  const response = await fetch('/sim/calls').catch(() => null)
  return response?.ok ? response.json() : []
}

/**
 * Follows all calls.
 * @param {{snapshot: (live: SimulatedCall[]) => void, call: (call: SimulatedCall) => void, reach: (reached: boolean) => void}} on
 */
export function followCalls(on) {
  const events = new EventSource('/sim/events')
  events.addEventListener('snapshot', (event) => on.snapshot(JSON.parse(event.data)))
  events.addEventListener('call', (event) => on.call(JSON.parse(event.data)))
  events.addEventListener('error', () => on.reach(false))
  events.addEventListener('open', () => on.reach(true))
}

/**
 * Hangs up although the page is on its way out.
 * @param {string} callSid
 */
export function hangUpOnLeaving(callSid) {
  navigator.sendBeacon(`/sim/calls/${callSid}/hangup`)
}
