import type { SimulatedCall } from '../simulator/control/call-view.ts'
import { pollUntil } from '../suites/browser/poll-until.ts'
import type { RunningSandbox } from '../suites/browser/sandbox.ts'

const REQUEST_MS = 10_000
/** Of 20 ms each. */
const WORDS_FRAMES = 150

export interface OutsideCall {
  callSid: string
}

interface From {
  from: string
  callerName?: string
  stirVerstat?: string
}

/** People outside, who hum into simulated telephones. */
export class Callers {
  constructor(private readonly office: Pick<RunningSandbox, 'simulatorUrl'>) {}

  call = (from: From): Promise<OutsideCall> => this.#ask('POST', '/sim/calls', from)

  hangUp = ({ callSid }: OutsideCall) => this.#ask('POST', `/sim/calls/${callSid}/hangup`)

  /** Everybody outside hangs up. */
  async hangUpAll() {
    const calls: SimulatedCall[] = await this.#ask('GET', '/sim/calls')
    const live = calls.filter(({ endedAt, direction }) => endedAt === null && direction === 'inbound')
    // Legs of agents end with their calls.
    await Promise.all(live.filter(({ from }) => !from.startsWith('client:')).map((call) => this.hangUp(call)))
  }

  now = ({ callSid }: OutsideCall): Promise<SimulatedCall> => this.#ask('GET', `/sim/calls/${callSid}`)

  is = (call: OutsideCall, wanted: (now: SimulatedCall) => boolean) =>
    pollUntil(async () => wanted(await this.now(call)), `${call.callSid} comes where it should be`)

  /** Nobody is there: speaks after the tone. */
  async leavesMessage(from: From) {
    const call = await this.call(from)
    await this.is(call, ({ where, hears }) => where === 'voicemail' && hears.kind === 'silence')
    const { frames } = (await this.now(call)).says
    await this.is(call, ({ says }) => says.frames > frames + WORDS_FRAMES)
    await this.hangUp(call)
  }

  /** How a number outside behaves that the office calls. */
  numberIs = (number: string, behaviour: 'answer' | 'busy' | 'no-answer') =>
    this.#ask('POST', `/sim/numbers/${encodeURIComponent(number)}`, { behaviour, afterMs: 200 })

  async #ask(method: string, path: string, body?: object) {
    const signal = AbortSignal.timeout(REQUEST_MS)
    const sent = body === undefined ? {} : { body: JSON.stringify(body) }
    const response = await fetch(this.office.simulatorUrl + path, { method, signal, ...sent })
    if (!response.ok) throw new Error(`${path}: ${response.status} ${await response.text()}`)
    return response.json()
  }
}
