import { once } from 'node:events'
import { type AddressInfo, createServer, type NetConnectOpts, type Socket, connect as to } from 'node:net'

/** What a wire does with those who come from now on, and with those who are there. */
export type ProxyMode =
  /** Nobody is let through; who is there is cut off. */
  | 'refuses'
  /** Connections stand and new ones are taken, but no byte comes through either way until it carries again. */
  | 'hangs'
  | 'carries'

/** A TCP line between two sides of a deployment that can be cut, and that finds its way around what is dead. */
export interface TcpProxy {
  /** `127.0.0.1:<port>` */
  readonly address: string
  /** Where it leads: the next connection goes to the next one that answers, as with any load balancer. */
  targets: readonly NetConnectOpts[]
  set(mode: ProxyMode): void
  /** Breaks every connection that stands. @returns how many there were */
  cut(): number
  close(): void
}

export async function openTcpProxy(targets: readonly NetConnectOpts[] = []): Promise<TcpProxy> {
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

  /** Tries one target after the other, each once, whoever else is being led meanwhile. */
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
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  return Object.assign(wire, { address: `127.0.0.1:${(server.address() as AddressInfo).port}` })
}
