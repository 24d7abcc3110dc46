import { randomUUID } from 'node:crypto'
import { setTimeout as pause } from 'node:timers/promises'
import { wantedLeg } from '../../../web/softphone/wanted-leg.ts'
import type { CommandOutcome, SentCommand } from '../checker/observed.ts'
import type { SeededRandom } from '../seeded-random.ts'
import { signIn } from '../sign-in.ts'
import type { CarrierWatch } from './carrier.ts'
import { StormConsole } from './console.ts'
import { COMMANDS, type Intention, intentions } from './intentions.ts'
import { outcomeOf } from './outcome.ts'

/** A command without an answer is given up after this time. It may have been done. */
const PATIENCE_MS = 10_000
const AGAIN_AFTER_MS = 250
const MOST_TRIES = 4

/** So many of the last things that failed are kept. */
const MOST_TROUBLES = 3

/**
 * An agent at a console, without a browser: reads the event stream, sends commands over the API, and its
 * telephone joins and leaves calls by the console's own rules.
 */
export class StormAgent {
  readonly console: StormConsole
  readonly commands: SentCommand[] = []
  /** The last failures: they may explain a finding. */
  readonly failures: string[] = []
  #cookie = ''
  #leg: { callSid: string; legSid: string } | null = null
  /** The telephone does one thing at a time. */
  #telephone: Promise<void> = Promise.resolve()
  #queued = false
  #closed = false

  constructor(
    readonly agentId: string,
    private readonly url: string,
    private readonly carrier: CarrierWatch,
    private readonly random: SeededRandom,
    /** The share of unanswered commands that is not sent again, 0 to 1. */
    private readonly givesUp = 0.3,
  ) {
    this.console = new StormConsole(
      agentId,
      url,
      () => this.#cookie,
      () => this.#look(),
    )
  }

  /** Signs in and becomes available. */
  async arrive(): Promise<void> {
    this.#cookie = await signIn(this.url, this.agentId)
    this.console.drop()
    const chosen = await this.#request('PUT', '/api/me/presence', { presence: 'available' })
    if (chosen.status !== 200) throw new Error(`${this.agentId} could not begin: ${chosen.status}`)
  }

  /** Does one of the things that a person might do now, and waits for the answer. */
  async act(): Promise<void> {
    const intention = this.random.pickOrNone(intentions(this.agentId, this.console.desk, this.random))
    if (intention !== undefined) await this.send(intention)
    else if (this.#leg !== null && this.random.happens(0.02))
      await this.carrier.leaves(this.#leg.legSid, 'crash')
    else if (this.random.happens(0.01)) this.console.drop()
  }

  /** Sends a command, and sends it again under the same key while no answer says whether it was done. */
  async send({ callSid, path, body }: Intention): Promise<SentCommand> {
    const key = randomUUID()
    const sentAt = Date.now()
    const ask = () => this.#command(`/api/calls/${callSid}/${path}`, key, body ?? {})
    const goesOn = () => !this.#closed && !this.random.happens(this.givesUp)
    let outcome = await ask()
    let unanswered = 0
    while (outcome.kind === 'unknown' && unanswered < MOST_TRIES - 1 && goesOn()) {
      unanswered += 1
      await pause(AGAIN_AFTER_MS)
      outcome = await ask()
    }
    const command = COMMANDS[path]
    const asked = { by: this.agentId, callSid, command, sentAt, answeredAt: Date.now(), unanswered, outcome }
    this.commands.push(asked)
    return asked
  }

  /** Notes a failure and goes on. */
  noteFailure(error: unknown): void {
    this.failures.push(`${new Date().toISOString()} ${this.agentId}: ${error}`)
    if (this.failures.length > MOST_TROUBLES) this.failures.shift()
  }

  close(): void {
    this.#closed = true
    this.console.close()
  }

  async #command(path: string, key: string, body: object): Promise<CommandOutcome> {
    let status: number
    let text: string
    try {
      const response = await this.#request('POST', path, body, { 'idempotency-key': key })
      status = response.status
      text = await response.text()
    } catch (error) {
      return { kind: 'unknown', why: String(error) }
    }
    return outcomeOf(status, text)
  }

  #request(method: string, path: string, body: object, headers: Record<string, string> = {}) {
    return fetch(this.url + path, {
      method,
      headers: { 'content-type': 'application/json', cookie: this.#cookie, ...headers },
      body: JSON.stringify(body),
      signal: AbortSignal.timeout(PATIENCE_MS),
    })
  }

  /** The screen has changed. The telephone may belong on another call now. */
  #look(): void {
    if (this.#queued || this.#closed) return
    this.#queued = true
    this.#telephone = this.#telephone
      .then(() => this.#follow())
      .catch((error: unknown) => this.noteFailure(error))
  }

  async #follow(): Promise<void> {
    this.#queued = false
    const mine = this.#leg
    const isUp = mine !== null && this.carrier.legs.get(mine.legSid)?.endedAt === null
    if (!isUp) this.#leg = null
    const wanted = wantedLeg(this.console.desk.calls.values(), this.agentId, this.#leg?.callSid ?? null)
    if (isUp && wanted?.callSid !== mine.callSid) {
      await this.carrier.leaves(mine.legSid, 'hangup')
      this.#leg = null
    }
    if (!wanted?.join) return
    if (this.#leg === null) {
      const legSid = await this.carrier.connects(this.agentId, wanted.callSid)
      this.#leg = { callSid: wanted.callSid, legSid }
      await this.carrier.knows(legSid)
    }
    // The leg may be refused, or the call may end: looks again until the call is joined.
    setTimeout(() => this.#look(), AGAIN_AFTER_MS).unref()
  }
}
