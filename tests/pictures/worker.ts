import { setTimeout as pause } from 'node:timers/promises'
import type { CallView } from '../../coordinator/protocol/call-view.ts'
import { type ConsoleFacts, whyDeaf } from '../../coordinator/protocol/reachability.ts'
import { EventStream } from '../setup/event-stream.ts'
import type { RunningSandbox, SandboxAgent } from '../suites/browser/sandbox.ts'

const REQUEST_MS = 10_000
const AGAIN_AFTER_MS = 100
const ALL_WELL: ConsoleFacts = {
  ...{ secure: true, microphone: true, output: true, sound: true, softphone: true, visible: true },
}

/** Somebody who works over the API, without a browser: quicker than one, and without a page that may hang. */
export class Worker {
  readonly #leaving = new AbortController()
  #facts = ALL_WELL

  private constructor(
    private readonly office: RunningSandbox,
    readonly agentId: string,
    private readonly cookie: string,
  ) {}

  /** @param newPassword where the password is the secret of a link */
  static async signIn(
    office: RunningSandbox,
    { agentId: username, password }: SandboxAgent,
    { newPassword, userAgent = '' }: { newPassword?: string; userAgent?: string } = {},
  ): Promise<Worker> {
    const body = JSON.stringify({ username, password, newPassword })
    const headers = { 'Content-Type': 'application/json', 'User-Agent': userAgent }
    const signal = AbortSignal.timeout(REQUEST_MS)
    const response = await fetch(`${office.url}/api/session`, { method: 'POST', headers, body, signal })
    if (!response.ok) throw new Error(`${username} cannot sign in: ${await response.text()}`)
    const cookies = response.headers.getSetCookie().map((it) => it.split(';')[0])
    return new Worker(office, username, cookies.join('; '))
  }

  /** @returns what the API answers. @throws {Error} with the refusal */
  async ask(method: string, path: string, body?: object, headers: Record<string, string> = {}) {
    const response = await this.#send(method, path, body, headers)
    const text = await response.text()
    if (!response.ok) throw new Error(`${this.agentId}: ${method} ${path}: ${response.status} ${text}`)
    return text === '' ? null : JSON.parse(text)
  }

  /** Changes what has a rev. */
  async put(path: string, change: (now: never) => object) {
    const now = await this.ask('GET', path)
    return this.ask('PUT', path, change(now as never), { 'If-Match': `"${now.rev}"` })
  }

  /** Keeps a console open that proves that it rings, or why not. */
  opensConsole(facts: Partial<ConsoleFacts> = {}) {
    this.#facts = { ...ALL_WELL, ...facts }
    const { signal } = this.#leaving
    void this.#follow(signal).catch((error: unknown) => {
      if (signal.aborted) return
      process.stderr.write(`The console of ${this.agentId} is gone: ${String(error)}\n`)
      process.exitCode = 1
    })
  }

  choose = (presence: 'available' | 'away') => this.ask('PUT', '/api/me/presence', { presence })

  /** Claims the call, and joins it as a browser does. Twilio may not have told of the call yet. */
  async answers(callSid: string) {
    await this.#eventually(() => this.command(callSid, 'claim'))
    await this.joins(callSid)
  }

  async command(callSid: string, path: string, body: object = {}, method = 'POST') {
    return this.ask(method, `/api/calls/${callSid}/${path}`, body)
  }

  async joins(callSid: string) {
    const path = `${this.office.simulatorUrl}/sim/clients/${this.agentId}/calls`
    const body = JSON.stringify({ params: { callSid } })
    const response = await fetch(path, { method: 'POST', body, signal: AbortSignal.timeout(REQUEST_MS) })
    if (!response.ok) throw new Error(`${this.agentId} cannot join: ${await response.text()}`)
    await this.#eventually(async () => {
      const { state } = await this.ask('GET', `/api/calls/${callSid}`)
      if (state === 'active.connecting') throw new Error(`${this.agentId} is not on the call`)
    })
  }

  leaves() {
    this.#leaving.abort()
  }

  async #follow(signal: AbortSignal) {
    const headers = { cookie: this.cookie }
    const { body } = await fetch(`${this.office.url}/api/events`, { headers, signal })
    if (body === null) throw new Error(`${this.agentId} has no stream`)
    const stream = new EventStream()
    const utf8 = new TextDecoder()
    let consoleId = ''
    for await (const bytes of body)
      for (const { event, data } of stream.read(utf8.decode(bytes, { stream: true }))) {
        const said = data as { consoleId?: string; n?: number }
        consoleId = said.consoleId ?? consoleId
        if (event === 'call') await this.#rings(data, consoleId)
        if (event !== 'snapshot' && event !== 'beat') continue
        const echo = { seen: said.n ?? 0, facts: this.#facts }
        await this.ask('POST', `/api/me/consoles/${consoleId}`, echo)
      }
  }

  /** Acknowledges a ring, as a page does. Somebody may have answered by then. */
  async #rings(data: unknown, consoleId: string) {
    const { callSid, status } = data as CallView
    if (status !== 'ringing' || whyDeaf(this.#facts) !== null) return
    await this.ask('POST', `/api/calls/${callSid}/ringing`, { consoleId }).catch(() => undefined)
  }

  #send(method: string, path: string, body: object | undefined, headers: Record<string, string>) {
    return fetch(this.office.url + path, {
      method,
      headers: { cookie: this.cookie, ...headers },
      signal: AbortSignal.timeout(REQUEST_MS),
      ...(body === undefined
        ? {}
        : { body: Buffer.isBuffer(body) ? new Uint8Array(body) : JSON.stringify(body) }),
    })
  }

  async #eventually(work: () => Promise<unknown>) {
    const deadline = performance.now() + REQUEST_MS
    for (;;)
      try {
        await work()
        return
      } catch (error) {
        if (performance.now() > deadline) throw error
        await pause(AGAIN_AFTER_MS)
      }
  }
}
