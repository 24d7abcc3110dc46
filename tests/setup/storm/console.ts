import { type ClientRequest, get, type IncomingMessage } from 'node:http'
import { type DeskData, emptyDesk, withChanges, withSnapshot } from '../../../web/feed/desk-data.ts'
import type { ConsoleLog, SeenEvent } from '../checker/observed.ts'
import { EventStream } from '../event-stream.ts'

const AGAIN_AFTER_MS = 150

/**
 * One console's event stream, as a browser keeps it: it comes back by itself with the last id it had, and
 * notes all that it was told.
 */
export class StormConsole {
  /** What its screen shows, by the console's own rules. */
  desk: DeskData = emptyDesk
  connections = 0
  private seen: SeenEvent[] = []
  private lastId: string | null = null
  private request: ClientRequest | null = null
  private again: NodeJS.Timeout | undefined
  private closed = false

  constructor(
    readonly name: string,
    private readonly url: string,
    private readonly cookie: () => string,
    /** Called after each thing that it was told. */
    private readonly changed: () => void = () => undefined,
  ) {
    this.open()
  }

  log(): ConsoleLog {
    const calls = [...this.desk.calls.values()].filter(({ endedAt }) => endedAt === null)
    const shows = { calls, agents: [...this.desk.agents.values()] }
    return { name: this.name, seen: [...this.seen], shows }
  }

  /** Begins a new stretch: it had these first ones before. */
  forget(count: number): void {
    this.seen.splice(0, count)
  }

  /** As a network does that breaks. */
  drop(): void {
    this.request?.destroy()
  }

  close(): void {
    this.closed = true
    clearTimeout(this.again)
    this.drop()
  }

  private open(): void {
    if (this.closed) return
    const headers = {
      cookie: this.cookie(),
      ...(this.lastId !== null && { 'last-event-id': this.lastId }),
    }
    const request = get(new URL('/api/events', this.url), { headers, agent: false })
    this.request = request
    const over = () => {
      if (this.request !== request) return
      this.request = null
      if (!this.closed) this.again = setTimeout(() => this.open(), AGAIN_AFTER_MS)
    }
    request.on('error', over)
    request.on('close', over)
    request.on('response', (response) => {
      if (response.statusCode !== 200) return void request.destroy()
      this.connections += 1
      this.read(response)
    })
  }

  private read(response: IncomingMessage): void {
    const stream = new EventStream()
    response.setEncoding('utf8')
    response.on('error', () => undefined)
    response.on('data', (text: string) => {
      // A beat says nothing of the desk.
      for (const event of stream.read(text))
        if (event.event !== 'beat') this.hear({ connection: this.connections, ...event } as SeenEvent)
    })
  }

  private hear(event: SeenEvent): void {
    this.seen.push(event)
    this.lastId = event.id ?? this.lastId
    this.take(event)
    this.changed()
  }

  private take(event: SeenEvent): void {
    switch (event.event) {
      case 'snapshot':
        this.desk = withSnapshot(event.data, Date.now())
        return
      case 'call':
        this.desk = withChanges(this.desk, [{ call: event.data }])
        return
      case 'agent':
        this.desk = withChanges(this.desk, [{ agent: event.data }])
    }
  }
}
