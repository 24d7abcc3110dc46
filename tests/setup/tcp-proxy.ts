import { once } from 'node:events'
import { type AddressInfo, createServer, type NetConnectOpts, type Socket, connect as to } from 'node:net'

/** What the proxy does with new connections and with those that stand. */
export type ProxyMode =
  /** New connections are refused, standing ones are cut. */
  | 'refuses'
  /** Connections stand and new ones are accepted, but no byte passes in either direction until the mode is `carries`. */
  | 'hangs'
  | 'carries'

/** A TCP proxy between two sides of a deployment. Its connections can be cut, and it passes over targets that are gone. */
export interface TcpProxy {
  /** `<host>:<port>` */
  readonly address: string
  /** New connections go to the targets in turn, to the next one that answers. */
  targets: readonly NetConnectOpts[]
  set(mode: ProxyMode): void
  /** Breaks every connection that stands. @returns how many there were */
  cut(): number
  close(): void
}

/** @param at where it listens; any free port, unless said otherwise */
export async function openTcpProxy(
  targets: readonly NetConnectOpts[] = [],
  at = { host: '127.0.0.1', port: 0 },
): Promise<TcpProxy> {
  let mode: ProxyMode = 'carries'
  let turn = 0
  const pairs = new Set<{ near: Socket; far: Socket }>()

  const server = createServer((near) => {
    near.on('error', () => undefined)
    if (mode === 'refuses') return near.destroy()
    near.pause()
    const first = turn++ % wire.targets.length
    reach([...wire.targets.slice(first), ...wire.targets.slice(0, first)], near)
  })

  /** Tries one target after the other, each once, however many connections are being made. */
  function reach([target, ...others]: readonly NetConnectOpts[], near: Socket): void {
    if (target === undefined || near.destroyed) return void near.destroy()
    const far = to(target)
    const next = () => reach(others, near)
    far.once('error', next)
    far.once('connect', () => {
      far.off('error', next)
      join(near, far)
    })
  }

  function join(near: Socket, far: Socket): void {
    const pair = { near, far }
    pairs.add(pair)
    for (const [one, other] of [
      [near, far],
      [far, near],
    ] as const) {
      one.setNoDelay(true)
      one.on('error', () => undefined)
      one.on('close', () => {
        pairs.delete(pair)
        other.destroy()
      })
      if (mode === 'carries') one.pipe(other)
    }
  }

  const wire: TcpProxy = {
    address: '',
    targets,
    set(next) {
      mode = next
      if (next === 'refuses') wire.cut()
      for (const { near, far } of pairs) {
        near.unpipe(far)
        far.unpipe(near)
        near.pause()
        far.pause()
        if (next === 'carries') {
          near.pipe(far)
          far.pipe(near)
        }
      }
    },
    cut() {
      const cut = pairs.size
      for (const { near, far } of pairs) {
        near.destroy()
        far.destroy()
      }
      return cut
    },
    close() {
      server.close()
      wire.cut()
    },
  }
  server.listen(at.port, at.host)
  await once(server, 'listening')
  return Object.assign(wire, { address: `${at.host}:${(server.address() as AddressInfo).port}` })
}
