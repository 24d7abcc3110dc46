import { once } from 'node:events'
import { connect, type Socket } from 'node:net'

export interface HttpResponse {
  status: number
  head: string
  body: string
}

export interface HttpRequest {
  method?: 'GET' | 'POST'
  path: string
  headers?: Readonly<Record<string, string>>
  body?: string
}

const END_OF_HEAD = '\r\n\r\n'

/**
 * One kept-alive HTTP/1.1 connection, one request at a time, by hand: an HTTP client would take more of
 * this machine's time than the server that is measured. It understands answers with a Content-Length.
 */
export class HttpConnection {
  #received = ''
  #settle: ((answer: HttpResponse) => void) | null = null
  #fail: ((error: Error) => void) | null = null

  private constructor(
    private readonly socket: Socket,
    private readonly host: string,
  ) {
    socket.setNoDelay(true).setEncoding('latin1')
    socket.on('data', (text: string) => this.#take(text))
    socket.on('error', (error) => this.#fail?.(error))
    socket.on('close', () => this.#fail?.(new Error('The connection was closed')))
  }

  static async open(url: string): Promise<HttpConnection> {
    const { hostname, port, host } = new URL(url)
    const socket = connect(Number(port), hostname)
    await once(socket, 'connect')
    return new HttpConnection(socket, host)
  }

  ask(ask: HttpRequest): Promise<HttpResponse> {
    return this.send(requestText(ask, this.host))
  }

  /** @param request a whole request as it goes over the wire */
  send(request: string): Promise<HttpResponse> {
    return new Promise((resolve, reject) => {
      this.#settle = resolve
      this.#fail = reject
      this.socket.write(request, 'latin1')
    })
  }

  close() {
    this.#fail = null
    this.socket.destroy()
  }

  #take(text: string) {
    this.#received = this.#received === '' ? text : this.#received + text
    const end = this.#received.indexOf(END_OF_HEAD)
    if (end < 0) return
    const head = this.#received.slice(0, end)
    const length = Number(/\r\ncontent-length: *(\d+)/i.exec(head)?.[1] ?? 0)
    const whole = end + END_OF_HEAD.length + length
    if (this.#received.length < whole) return
    const body = this.#received.slice(end + END_OF_HEAD.length, whole)
    this.#received = this.#received.slice(whole)
    this.#fail = null
    this.#settle?.({ status: Number(head.slice(9, 12)), head, body })
  }
}

/** @param host what the Host header says */
export function requestText(
  { method = 'POST', path, headers = {}, body = '' }: HttpRequest,
  host: string,
): string {
  const lines = Object.entries(headers).map(([name, value]) => `${name}: ${value}\r\n`)
  const length = Buffer.byteLength(body)
  return `${method} ${path} HTTP/1.1\r\nHost: ${host}\r\n${lines.join('')}Content-Length: ${length}\r\n\r\n${body}`
}

/** What a process says of itself at `/metrics`. */
export async function figureOf(url: string, name: string): Promise<number> {
  const connection = await HttpConnection.open(url)
  const { body } = await connection.ask({ method: 'GET', path: '/metrics' })
  connection.close()
  return Number(new RegExp(`^${name} (\\S+)`, 'm').exec(body)?.[1] ?? Number.NaN)
}
