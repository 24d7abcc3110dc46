import { once } from 'node:events'
import { type AddressInfo, createServer, type Socket } from 'node:net'
import type { RemoteRedis } from '../../coordinator/settings.ts'
import { Frames } from './redis-frames.ts'

const NAME = 'desk'
const SWITCH = '+switch-master'

/** A sentinel that answers what a test tells it to, when the test tells it to. */
export async function openScriptedSentinel(primary: number) {
  const sockets = new Set<Socket>()
  const listeners = new Set<Socket>()
  let named = primary
  let withheld: (() => void)[] | null = null

  const server = createServer((socket) => {
    const frames = new Frames()
    sockets.add(socket)
    socket.on('error', () => undefined)
    socket.on('close', () => {
      sockets.delete(socket)
      listeners.delete(socket)
    })
    socket.on('data', (bytes) => {
      for (const words of frames.read(bytes)) answer(socket, words.join(' ').toLowerCase())
    })
  })

  function answer(socket: Socket, asked: string) {
    if (asked.startsWith('client')) return socket.write('+OK\r\n')
    if (asked === `sentinel sentinels ${NAME}`) return socket.write('*0\r\n')
    if (asked === `subscribe ${SWITCH}`) {
      listeners.add(socket)
      return socket.write(`*3\r\n${bulk('subscribe')}${bulk(SWITCH)}:1\r\n`)
    }
    if (asked !== `sentinel get-master-addr-by-name ${NAME}`)
      return socket.write(`-ERR unknown command '${asked}'\r\n`)
    const name = () => socket.write(`*2\r\n${bulk('127.0.0.1')}${bulk(`${named}`)}`)
    return withheld ? withheld.push(name) : name()
  }

  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address() as AddressInfo
  return {
    remote: { kind: 'sentinel', sentinels: [{ host: '127.0.0.1', port }], name: NAME } satisfies RemoteRedis,
    /** How many connections listen for another primary. */
    get listeners() {
      return listeners.size
    },
    /** How many requests for the primary wait for an answer. */
    get asking() {
      return withheld?.length ?? 0
    },
    /** From now on a request for the primary waits for its answer. */
    withhold() {
      withheld = []
    },
    /** Says to all who listen that there is another primary. */
    announce(next: number) {
      const words = `${NAME} 127.0.0.1 ${named} 127.0.0.1 ${next}`
      named = next
      for (const socket of listeners) socket.write(`*3\r\n${bulk('message')}${bulk(SWITCH)}${bulk(words)}`)
    },
    /** Answers the waiting requests, and from now on each request at once. */
    release() {
      for (const name of withheld ?? []) name()
      withheld = null
    },
    close() {
      server.close()
      for (const socket of sockets) socket.destroy()
    },
  }
}

const bulk = (text: string) => `$${Buffer.byteLength(text)}\r\n${text}\r\n`
