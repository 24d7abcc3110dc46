import { once } from 'node:events'
import { type AddressInfo, createServer, type Socket, connect as to } from 'node:net'
import { Frames } from './redis-frames.ts'

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
