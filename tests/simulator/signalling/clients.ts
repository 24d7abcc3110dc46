import type { Leg } from '../calls/leg.ts'
import type { DeviceRinger, RingResult } from '../calls/phones.ts'
import type { BrowserLeg } from './browser-leg.ts'

/** A browser that is registered and may be called. */
export interface RegisteredClient {
  readonly identity: string
  /** Rings until it is answered, refused or the signal is aborted. */
  ring(leg: Leg, parameters: Readonly<Record<string, string>>, signal: AbortSignal): Promise<RingResult>
}

/** Who is registered under which identity, and which browser has which leg. */
export class Clients implements DeviceRinger {
  readonly legs = new Set<BrowserLeg>()
  private readonly registered = new Set<RegisteredClient>()

  register(client: RegisteredClient): void {
    this.registered.add(client)
  }

  unregister(client: RegisteredClient): void {
    this.registered.delete(client)
  }

  identities(): string[] {
    return [...new Set([...this.registered].map((client) => client.identity))]
  }

  /** Rings all browsers of the identity at once; the first to answer has the call. */
  async ring(
    leg: Leg,
    parameters: Readonly<Record<string, string>>,
    ringing: () => void,
    signal: AbortSignal,
  ): Promise<RingResult> {
    const clients = [...this.registered].filter((client) => `client:${client.identity}` === leg.details.to)
    if (clients.length === 0) return { result: 'no-answer' }
    ringing()
    const decided = new AbortController()
    const either = AbortSignal.any([signal, decided.signal])
    const results = clients.map((client) => client.ring(leg, parameters, either))
    const answered = Promise.any(
      results.map(async (result) => {
        const rung = await result
        if (rung.result !== 'answered') throw new Error(rung.result)
        return rung
      }),
    )
    const rung = await answered.catch(async () => {
      const refused = (await Promise.all(results)).some((each) => each.result === 'busy')
      return { result: refused ? 'busy' : 'no-answer' } as const
    })
    decided.abort()
    return rung
  }
}
