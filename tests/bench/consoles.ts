import { once } from 'node:events'
import { connect, type Socket } from 'node:net'
import { requestText } from './http-connection.ts'

const HEAD = 'HTTP/1.1 200'
const PATIENCE_MS = 5_000
const LONGEST_NEEDLE = 64

/** Open consoles: live streams that are read and not looked at, but for the one event that is waited for. */
export class OpenConsoles {
  readonly #sockets: Socket[] = []
  /** What the server calls each of them, by its place in `open`: it says so at the end of its first event. */
  readonly ids: string[] = []
  #needle = ''
  #silent = 0
  #heard: (at: number) => void = () => undefined

  get size() {
    return this.#sockets.length
  }

  /** @param headers of each console that is opened */
  async open(url: string, path: string, headers: readonly Readonly<Record<string, string>>[]) {
    for (let n = 0; n < headers.length; n += 16)
      await Promise.all(headers.slice(n, n + 16).map((one, m) => this.#open(url, path, one, n + m)))
  }

  /** When the last console has got an event that contains `needle` (`performance.now()`). Rejects when one never does. */
  heard(needle: string): Promise<number> {
    this.#needle = needle
    this.#silent = this.#sockets.length
    return new Promise((resolve, reject) => {
      const late = setTimeout(
        () => reject(new Error(`${this.#silent} consoles never got ${needle}`)),
        PATIENCE_MS,
      )
      this.#heard = (at) => {
        clearTimeout(late)
        resolve(at)
      }
    })
  }

  close() {
    for (const socket of this.#sockets) socket.destroy()
  }

  async #open(url: string, path: string, headers: Readonly<Record<string, string>>, place: number) {
    const { hostname, port, host } = new URL(url)
    const socket = connect(Number(port), hostname)
    socket.setNoDelay(true)
    await once(socket, 'connect')
    socket.write(requestText({ method: 'GET', path, headers }, host))
    const [first]: Buffer[] = await once(socket, 'data')
    const head = String(first?.subarray(0, HEAD.length))
    if (head !== HEAD) throw new Error(`A console was not let in: ${head}${String(first).slice(-600)}`)
    let rest = String(first)
    const note = () => {
      const [, id] = /"consoleId":"([^"]+)"/.exec(rest) ?? []
      if (id !== undefined) this.ids[place] = id
    }
    note()
    let done = ''
    socket.setEncoding('latin1')
    socket.on('data', (text: string) => {
      // An event may come in pieces; of what was looked through already only the end can matter.
      rest = rest.slice(-LONGEST_NEEDLE) + text
      if (this.ids[place] === undefined) note()
      if (this.#needle === done || !rest.includes(this.#needle)) return
      done = this.#needle
      this.#silent--
      if (this.#silent === 0) this.#heard(performance.now())
    })
    this.#sockets.push(socket)
  }
}
