import { once } from 'node:events'
import { createServer, type Socket, connect as to } from 'node:net'
import { anotherLoopback } from './another-loopback.ts'

/** What the proxy does with event streams. Everything else always passes. */
export type StreamProxyMode =
  | 'carries'
  /** No byte of a stream passes any more, of those that stand and of new ones. Every connection stands. */
  | 'deaf'
  /** The head of a new stream's answer passes, and its body is held back, as by a proxy that buffers. */
  | 'buffers'

export interface StreamProxy {
  readonly url: string
  /** How many streams were requested. */
  readonly requested: number
  /** How many streams stand. */
  readonly open: number
  /** What was held back passes when the mode is `carries` again. */
  set(mode: StreamProxyMode): void
  close(): void
}

const END_OF_HEAD = '\r\n\r\n'

/**
 * A TCP proxy before a coordinator, at another address with its port. It knows by its first line which connection
 * carries an event stream.
 */
export async function openStreamProxy(target: { host: string; port: number }): Promise<StreamProxy> {
  let mode: StreamProxyMode = 'carries'
  let requested = 0
  let open = 0
  const sockets = new Set<Socket>()
  const pumps = new Set<() => void>()

  const server = createServer((near) => {
    const far = to(target)
    let isStream = false
    let headIsOver = false
    let held: Buffer[] = []
    const pump = () => {
      const bytes = Buffer.concat(held)
      held = []
      if (bytes.length > 0) near.write(bytes)
    }
    pumps.add(pump)
    near.on('data', (bytes) => {
      if (!isStream && bytes.subarray(0, 15).toString('latin1') === 'GET /api/events') {
        isStream = true
        requested++
        open++
        near.once('close', () => open--)
      }
      far.write(bytes)
    })
    far.on('data', (bytes) => {
      held.push(bytes)
      if (!isStream || mode === 'carries') return pump()
      if (mode === 'deaf' || headIsOver) return
      const all = Buffer.concat(held)
      const end = all.indexOf(END_OF_HEAD)
      if (end < 0) return
      headIsOver = true
      near.write(all.subarray(0, end + END_OF_HEAD.length))
      held = [all.subarray(end + END_OF_HEAD.length)]
    })
    for (const [one, other] of [
      [near, far],
      [far, near],
    ] as const) {
      sockets.add(one)
      one.setNoDelay(true)
      one.on('error', () => undefined)
      one.on('close', () => {
        sockets.delete(one)
        pumps.delete(pump)
        other.destroy()
      })
    }
  })
  const host = anotherLoopback()
  server.listen(target.port, host)
  await once(server, 'listening')
  return {
    url: `http://${host}:${target.port}`,
    get requested() {
      return requested
    },
    get open() {
      return open
    },
    set(next) {
      mode = next
      if (next === 'carries') for (const pump of pumps) pump()
    },
    close() {
      server.close()
      for (const socket of sockets) socket.destroy()
    },
  }
}
