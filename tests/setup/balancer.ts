import { setTimeout as pause } from 'node:timers/promises'
import type { TcpProxy } from './tcp-proxy.ts'

const READY_WITHIN_MS = 1_000

/** Routes new connections to these addresses. */
export function routeTo(wire: TcpProxy, addresses: readonly string[]): void {
  wire.targets = addresses.map((it) => ({ host: '127.0.0.1', port: Number(new URL(it).port) }))
}

/**
 * Asks each coordinator again and again whether it is ready, and leads the wire to those that are. If none says so in time,
 * all may be tried, as balancers do it. Otherwise only the one that was ready last would be left, and it may end.
 * @returns ends it
 */
export function balance(wire: TcpProxy, addresses: () => readonly string[], everyMs: number): () => void {
  let ended = false

  /** One look at a time: of two, the older one might be through last. */
  async function look(): Promise<void> {
    while (!ended) {
      const asked = addresses()
      const ready = await Promise.all(asked.map(isReady))
      const some = asked.filter((_, n) => ready[n])
      if (!ended) routeTo(wire, some.length > 0 ? some : addresses())
      await pause(everyMs)
    }
  }

  void look()
  return () => {
    ended = true
  }
}

const isReady = (address: string): Promise<boolean> =>
  fetch(`${address}/readyz`, { signal: AbortSignal.timeout(READY_WITHIN_MS) }).then(
    ({ ok }) => ok,
    () => false,
  )
