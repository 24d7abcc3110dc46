import type { Exchange } from '../calls/exchange.ts'
import type { Leg } from '../calls/leg.ts'
import type { SimulatorResponse } from '../http/routes.ts'
import { toCall } from './call-view.ts'

const ALIVE_MS = 15_000

/**
 * Server-sent events: first `snapshot` with the live calls, then `call` with a whole call whenever something but its
 * audio level changed.
 */
export function streamCalls(exchange: Exchange): SimulatorResponse {
  return {
    status: 200,
    stream: (write, closed) => {
      const sent = new Map<string, string>()
      const changed = new Set<Leg>()
      write(`retry: 1000\nevent: snapshot\ndata: ${JSON.stringify(exchange.legs.live().map(toCall))}\n\n`)
      const flush = () => {
        for (const leg of changed) {
          const call = toCall(leg)
          const { hears, says, ...rest } = call
          const fingerprint = JSON.stringify(rest)
          if (sent.get(leg.sid) === fingerprint) continue
          if (leg.live) sent.set(leg.sid, fingerprint)
          else sent.delete(leg.sid)
          write(`event: call\ndata: ${JSON.stringify(call)}\n\n`)
        }
        changed.clear()
      }
      const stop = exchange.legs.onChange((leg) => {
        if (changed.size === 0) setImmediate(flush)
        changed.add(leg)
      })
      const alive = setInterval(() => write(': alive\n\n'), ALIVE_MS)
      closed.addEventListener('abort', () => {
        clearInterval(alive)
        stop()
      })
    },
  }
}
