import { once } from 'node:events'
import { get, type IncomingMessage, request } from 'node:http'
import { text } from 'node:stream/consumers'
import { setTimeout as pause } from 'node:timers/promises'
import type { SimulatedCall } from '../../simulator/control/call-view.ts'
import { type CarrierLeg, isCaller, isLive } from '../checker/observed.ts'
import { EventStream } from '../event-stream.ts'

/** What the carrier has on the line, as its own event stream tells it; and the hands of those who call. */
export class CarrierWatch {
  readonly legs = new Map<string, SimulatedCall>()
  /** Callers who put the receiver down themselves. */
  readonly hungUp = new Set<string>()
  private readonly stop: () => void

  constructor(private readonly url: string) {
    const events = get(new URL('/sim/events', url), { agent: false }, (response) => {
      const stream = new EventStream()
      response.setEncoding('utf8')
      response.on('error', () => undefined)
      response.on('data', (piece: string) => {
        for (const { data } of stream.read(piece))
          for (const leg of [data].flat() as SimulatedCall[]) this.legs.set(leg.callSid, leg)
      })
    })
    events.on('error', () => undefined)
    this.stop = () => events.destroy()
  }

  get liveCallers(): SimulatedCall[] {
    return [...this.legs.values()].filter((leg) => isCaller(leg) && isLive(leg))
  }

  async calls(from: string): Promise<string> {
    const { callSid } = await this.ask<{ callSid: string }>('/sim/calls', { from })
    return callSid
  }

  /** A caller whose line we have cut a moment earlier has not put the receiver down. */
  async hangsUp(callSid: string): Promise<void> {
    const { wasLive } = await this.ask<{ wasLive: boolean }>(`/sim/calls/${callSid}/hangup`, {})
    if (wasLive) this.hungUp.add(callSid)
  }

  /** @returns the leg */
  async connects(agentId: string, callSid: string): Promise<string> {
    const leg = await this.ask<{ callSid: string }>(`/sim/clients/${agentId}/calls`, { params: { callSid } })
    return leg.callSid
  }

  /** A browser ends its leg, by its button or by a crash. */
  leaves(legSid: string, how: 'hangup' | 'crash'): Promise<unknown> {
    return this.ask(how === 'crash' ? `/sim/legs/${legSid}/drop` : `/sim/calls/${legSid}/hangup`, {})
  }

  /** Resolves once the leg was heard of: what comes back from the carrier may be ahead of its events. */
  async knows(legSid: string): Promise<void> {
    for (const began = performance.now(); !this.legs.has(legSid); await pause(5))
      if (performance.now() - began > 5_000) throw new Error(`The carrier never told of ${legSid}`)
  }

  /** What the carrier's debugger says, oldest first. */
  async errors(): Promise<string[]> {
    const response = await fetch(`${this.url}/sim/errors`)
    const errors = (await response.json()) as { at: string; callSid: string; message: string }[]
    return errors.map(({ at, callSid, message }) => `${at} ${callSid} ${message}`)
  }

  /** What became of each request that the carrier has sent about a call, oldest first. */
  async tries(callSid: string): Promise<string[]> {
    const response = await fetch(`${this.url}/sim/calls/${callSid}/tries`)
    return (await response.json()) as string[]
  }

  /** How long the carrier has waited for the last answers, in words: it does not wait for ever. */
  async waited(): Promise<string> {
    const response = await fetch(`${this.url}/sim/webhooks`)
    const sent = (await response.json()) as { durationMs: number }[]
    const took = sent.map(({ durationMs }) => Math.round(durationMs)).sort((one, other) => one - other)
    return `the last ${took.length} answers took ${took[took.length >> 1]} ms each, at worst ${took.at(-1)}`
  }

  /** Begins a new stretch: these are gone. */
  forget(gone: readonly CarrierLeg[]): void {
    for (const { callSid } of gone) this.legs.delete(callSid)
  }

  close(): void {
    this.stop()
  }

  /** On a connection of its own: one that was kept may be closed by the other side just when it is used again. */
  async ask<T>(path: string, body: object): Promise<T> {
    const asking = request(new URL(path, this.url), { method: 'POST', agent: false })
    asking.end(JSON.stringify(body))
    const [response] = (await once(asking, 'response')) as [IncomingMessage]
    const answer = await text(response)
    if (response.statusCode !== 200 && response.statusCode !== 201)
      throw new Error(`The carrier answered ${path} with ${response.statusCode}: ${answer}`)
    return JSON.parse(answer) as T
  }
}
