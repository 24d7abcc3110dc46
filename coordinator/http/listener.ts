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

/** How long requests under way may take to finish. */
const FINISH_MS = 3_000
const LOOK_EVERY_MS = 25

/** What whoever connects may take of us. */
const LIMITS: ListenerLimits = {
  /** Of all of a request's headers (bytes): 431. */
  maxHeaderSize: 16 * 1024,
  /** For the headers, and for the whole request: one who sends a byte now and then is cut off (408). */
  headersTimeout: 10_000,
  requestTimeout: 60_000,
  connectionsCheckingInterval: 5_000,
  /** Longer than load balancers keep an idle connection (a minute), so that it is never we who close it under a request. */
  keepAliveTimeout: 65_000,
  /** Consoles hold one each for the stream, and one or two for commands. */
  maxConnections: 20_000,
}

interface ListenerLimits extends ServerOptions {
  maxConnections: number
}

/** What a process listens on, and how it stops doing so without losing a request. */
export interface Listener {
  /** As a URL, with the port that was picked. */
  readonly address: string
  /** This process is about to end: nobody new should be sent here. */
  readonly leaving: boolean
  /** Until then, whoever comes is told to come again. */
  answerBy(listener: RequestListener): void
  /**
   * From now on each answer ends its connection. New requests are taken for `noticeMs` still, for as long as a
   * load balancer needs to see that we leave; then no more, and those under way are finished.
   * @param shut called when no new request can come any more
   */
  leave(noticeMs: number, shut: () => void): Promise<void>
}

/** @throws {SettingsError} when the port is taken */
export async function openListener(
  settings: Pick<Settings, 'host' | 'port'>,
  limits: Partial<ListenerLimits> = {},
): Promise<Listener> {
  const { maxConnections, ...ofRequests } = { ...LIMITS, ...limits }
  let leaving = false
  let answer: RequestListener = (_, response) => void response.writeHead(503, { 'Retry-After': '1' }).end()
  const answers = new Set<ServerResponse>()
  const server = createServer(ofRequests, (request, response) => {
    if (leaving) response.setHeader('Connection', 'close')
    answers.add(response)
    response.on('close', () => answers.delete(response))
    answer(request, response)
  })
  server.maxConnections = maxConnections
  const closeIdle = () => {
    // To Node a connection is idle as soon as its answer is written, also while that is still on its way.
    const isSending = [...answers].some(
      ({ writableEnded, writableFinished }) => writableEnded && !writableFinished,
    )
    if (!isSending) server.closeIdleConnections()
  }
  const address = await listen(server, settings)
  return {
    address,
    get leaving() {
      return leaving
    },
    answerBy(listener) {
      answer = listener
    },
    async leave(noticeMs, shut) {
      leaving = true
      await pause(noticeMs)
      // Without what an HTTP server does first: it closes what it takes for idle.
      const closed = new Promise((resolve) => NetServer.prototype.close.call(server, resolve))
      shut()
      closeIdle()
      // A connection that has just had its last answer is idle only then.
      const idle = setInterval(closeIdle, LOOK_EVERY_MS)
      const late = setTimeout(() => server.closeAllConnections(), FINISH_MS)
      await closed
      clearInterval(idle)
      clearTimeout(late)
    },
  }
}

function listen(server: Server, { host, port }: Pick<Settings, 'host' | 'port'>): Promise<string> {
  return new Promise((resolve, reject) => {
    server.once('error', (error: NodeJS.ErrnoException) => {
      const taken = error.code === 'EADDRINUSE'
      reject(
        taken
          ? new SettingsError([`PORT: ${port} is taken on ${host}; another number, or 0 for any free one`])
          : error,
      )
    })
    server.listen(port, host, () => {
      const address: AddressInfo | string | null = server.address()
      if (address === null || typeof address === 'string') return reject(new Error('Not listening on a port'))
      const name = address.family === 'IPv6' ? `[${address.address}]` : address.address
      resolve(`http://${name}:${address.port}`)
    })
  })
}
