import {
  createServer,
  type RequestListener,
  type Server,
  type ServerOptions,
  type ServerResponse,
} from 'node:http'
import { type AddressInfo, Server as NetServer } from 'node:net'
import { setTimeout as pause } from 'node:timers/promises'
import { type Settings, SettingsError } from '../settings.ts'
import { WAITS_MS, WaitingRequests } from './waiting-requests.ts'

/** How long requests under way may take to finish (ms). */
const FINISH_MS = 3_000
const LOOK_EVERY_MS = 25

/** What clients may use of a process. */
const LIMITS: ListenerLimits = {
  /** All headers of a request, in bytes. Beyond it: 431. */
  maxHeaderSize: 16 * 1024,
  /** Time for the headers, and for the whole request (ms). A client that sends a byte now and then gets 408. */
  headersTimeout: 10_000,
  requestTimeout: 60_000,
  connectionsCheckingInterval: 5_000,
  /** Longer than load balancers keep an idle connection (a minute): this side must not close it while a request arrives. */
  keepAliveTimeout: 65_000,
  /** How long a client may leave an answer unread (ms). Then it is cut off. */
  stalledMs: 60_000,
  /** A console has one for its stream, and one or two for commands. */
  maxConnections: 20_000,
  /** Connections that wait to be accepted: after a restart every console comes at once. The system may allow fewer. */
  backlog: 4_096,
}

interface ListenerLimits extends ServerOptions {
  stalledMs: number
  maxConnections: number
  backlog: number
}

/** Where a process listens. `socket`: the descriptor of a socket that listens already; it replaces the other two. */
type Place = Pick<Settings, 'host' | 'port'> & { socket?: number | null }

/** The port of a process. It closes without losing a request. */
export interface Listener {
  /** The URL, with the port that the system chose. */
  readonly address: string
  /** This process is about to end: load balancers should send no new requests. */
  readonly leaving: boolean
  /** Webhooks before this wait, at most 10 s. Other requests get 503 with `Retry-After`. */
  answerBy(listener: RequestListener): void
  /**
   * From now on each response closes its connection. New requests are accepted for `noticeMs` more, until load
   * balancers have seen that this process leaves. Then the port closes, and requests under way finish.
   * @param shut called when the port is closed
   */
  leave(noticeMs: number, shut: () => void): Promise<void>
}

/** @throws {SettingsError} when the port is taken, or the socket is none of TCP */
export async function openListener(
  place: Place,
  limits: Partial<ListenerLimits> = {},
  waitsMs = WAITS_MS,
): Promise<Listener> {
  const { maxConnections, backlog, stalledMs, ...ofRequests } = { ...LIMITS, ...limits }
  let leaving = false
  const requests = new WaitingRequests(waitsMs)
  const answers = new Set<ServerResponse>()
  const server = createServer(ofRequests, (request, response) => {
    if (leaving) response.setHeader('Connection', 'close')
    answers.add(response)
    response.on('close', () => answers.delete(response))
    // Nothing has moved for a while. An answer that is still being made is no fault of its reader.
    response.on('timeout', () => {
      if ((response.socket?.writableLength ?? 0) > 0) response.destroy()
    })
    requests.take(request, response)
  })
  server.maxConnections = maxConnections
  server.timeout = stalledMs
  const closeIdle = () => {
    // Node calls a connection idle as soon as its response is written, even while the response is being sent.
    const isSending = [...answers].some(
      ({ writableEnded, writableFinished }) => writableEnded && !writableFinished,
    )
    if (!isSending) server.closeIdleConnections()
  }
  const address = await listen(server, place, backlog)
  return {
    address,
    get leaving() {
      return leaving
    },
    answerBy: (listener) => requests.answerBy(listener),
    async leave(noticeMs, shut) {
      leaving = true
      await pause(noticeMs)
      // `server.close()` would first close the connections that Node calls idle.
      const closed = new Promise((resolve) => NetServer.prototype.close.call(server, resolve))
      shut()
      closeIdle()
      // A connection becomes idle when its last response has been sent.
      const idle = setInterval(closeIdle, LOOK_EVERY_MS)
      const late = setTimeout(() => server.closeAllConnections(), FINISH_MS)
      await closed
      clearInterval(idle)
      clearTimeout(late)
    },
  }
}

function listen(server: Server, { host, port, socket = null }: Place, backlog: number): Promise<string> {
  return new Promise((resolve, reject) => {
    server.once('error', (error: NodeJS.ErrnoException) => {
      if (socket !== null) reject(new SettingsError([`LISTEN_FDS: ${NO_SOCKET} (${error.code})`]))
      else if (error.code !== 'EADDRINUSE') reject(error)
      else
        reject(
          new SettingsError([`PORT: ${port} is taken on ${host}; another number, or 0 for any free one`]),
        )
    })
    server.listen({ ...(socket === null ? { host, port } : { fd: socket }), backlog }, () => {
      const address: AddressInfo | string | null = server.address()
      if (address === null || typeof address === 'string')
        return reject(new SettingsError([`LISTEN_FDS: ${NO_SOCKET}`]))
      const name = address.family === 'IPv6' ? `[${address.address}]` : address.address
      resolve(`http://${name}:${address.port}`)
    })
  })
}

const NO_SOCKET = 'what the supervisor passes on is no TCP socket that can listen'
