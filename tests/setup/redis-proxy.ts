import { once } from 'node:events'
import { type AddressInfo, createServer, type Socket, connect as to } from 'node:net'

/** A line to Redis that can be listened to and cut. */
export interface RedisProxy {
  url: string
  /** What clients asked for, as words. */
  asked: string[][]
  /** The reply to the next such command never arrives: the connection is cut after Redis has carried it out. */
  loseReplyTo(command: string): void
  close(): void
}

export async function openRedisProxy(socketPath: string): Promise<RedisProxy> {
  const asked: string[][] = []
  const sockets = new Set<Socket>()
  let lose: string | null = null
  const server = createServer((client) => {
    const redis = to(socketPath)
    const frames = new Frames()
    let losing = false
    for (const socket of [client, redis]) {
      sockets.add(socket)
      socket.on('error', () => undefined)
      socket.on('close', () => {
        sockets.delete(socket)
        client.destroy()
        redis.destroy()
      })
    }
    client.on('data', (bytes) => {
      for (const words of frames.read(bytes)) {
        asked.push(words)
        if (lose === null || words[0]?.toLowerCase() !== lose) continue
        lose = null
        losing = true
      }
      redis.write(bytes)
    })
    redis.on('data', (bytes) => {
      if (losing) client.destroy()
      else client.write(bytes)
    })
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  return {
    url: `redis://127.0.0.1:${(server.address() as AddressInfo).port}`,
    asked,
    loseReplyTo(command) {
      lose = command
    },
    close() {
      server.close()
      for (const socket of sockets) socket.destroy()
    },
  }
}

/** Redis' protocol, as far as clients speak it: arrays of bulk strings. */
class Frames {
  #rest = Buffer.alloc(0)

  read(bytes: Buffer): string[][] {
    this.#rest = Buffer.concat([this.#rest, bytes])
    const found: string[][] = []
    for (let words = this.#next(); words !== null; words = this.#next()) found.push(words)
    return found
  }

  #next(): string[] | null {
    let at = 0
    const line = () => {
      const end = this.#rest.indexOf('\r\n', at)
      if (end < 0) return null
      const text = this.#rest.toString('utf8', at, end)
      at = end + 2
      return text
    }
    const count = line()
    if (count === null) return null
    const words: string[] = []
    for (let n = 0; n < Number(count.slice(1)); n++) {
      const length = line()
      const end = at + Number(length?.slice(1))
      if (length === null || this.#rest.length < end + 2) return null
      words.push(this.#rest.toString('utf8', at, end))
      at = end + 2
    }
    this.#rest = this.#rest.subarray(at)
    return words
  }
}
