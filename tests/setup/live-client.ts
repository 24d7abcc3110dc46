import { once } from 'node:events'
import { createServer, get, type IncomingMessage } from 'node:http'
import type { AddressInfo } from 'node:net'
import type { AgentView } from '../../coordinator/protocol/agent-view.ts'
import type { CallView } from '../../coordinator/protocol/call-view.ts'
import type { Beat, DeskSnapshot, VoicemailUpdate } from '../../coordinator/protocol/feed.ts'
import type { Groups } from '../../coordinator/protocol/groups.ts'
import type { Office } from '../../coordinator/protocol/office/settings.ts'
import type { TestCoordinator } from './desk.ts'
import { until } from './desk.ts'
import { EventStream } from './event-stream.ts'

export type ReceivedEvent = { id: string | null } & (
  | { event: 'snapshot'; data: DeskSnapshot }
  | { event: 'beat'; data: Beat }
  | { event: 'call'; data: CallView }
  | { event: 'agent'; data: AgentView }
  | { event: 'store'; data: { reachable: boolean } }
  | { event: 'signedOut'; data: object }
  | { event: 'voicemail'; data: VoicemailUpdate }
  | { event: 'office'; data: Office }
  | { event: 'groups'; data: Groups }
  | { event: 'settings'; data: { rev: number } }
)

/** A console's stream, with all events that it has received. Beats are kept apart. */
export class LiveClient {
  readonly received: ReceivedEvent[] = []
  readonly beats: Beat[] = []
  /** The bytes as they came. */
  text = ''
  closed = false
  readonly #stream = new EventStream()

  constructor(readonly response: IncomingMessage) {
    response.setEncoding('utf8')
    response.on('data', (text: string) => this.#read(text))
    response.on('close', () => {
      this.closed = true
    })
    response.on('error', () => undefined)
  }

  get lastId(): string {
    return this.received.findLast(({ id }) => id !== null)?.id ?? ''
  }
  get snapshots(): DeskSnapshot[] {
    return this.received.flatMap((one) => (one.event === 'snapshot' ? [one.data] : []))
  }
  calls(callSid?: string): CallView[] {
    const views = this.received.flatMap((one) => (one.event === 'call' ? [one.data] : []))
    return views.filter((view) => callSid === undefined || view.callSid === callSid)
  }
  agents(agentId: string): AgentView[] {
    return this.received.flatMap((one) =>
      one.event === 'agent' && one.data.agentId === agentId ? [one.data] : [],
    )
  }
  /** Resolves when a view of that call in that state, or with that rev, has come. */
  sees(callSid: string, what: { state?: string; rev?: number }): Promise<void> {
    return until(() =>
      this.calls(callSid).some(
        ({ state, rev }) => (what.state ?? state) === state && (what.rev ?? rev) === rev,
      ),
    )
  }
  leave() {
    this.response.destroy()
  }

  #read(text: string) {
    this.text += text
    for (const one of this.#stream.read(text) as ReceivedEvent[])
      if (one.event === 'beat') this.beats.push(one.data)
      else this.received.push(one)
  }
}

/** Serves a coordinator's feed over HTTP. The header `x-agent` names the agent. */
export async function serveFeed({ feed }: TestCoordinator) {
  const server = createServer((request, response) => {
    const agentId = request.headers['x-agent']?.toString() ?? 'ann'
    const last = request.headers['last-event-id']
    const console = {
      agentId,
      name: agentId.toUpperCase(),
      role: 'agent' as const,
      company: false,
      sessionHash: `session-of-${agentId}`,
      expiresAt: Number.MAX_SAFE_INTEGER,
      lastEventId: typeof last === 'string' ? last : null,
    }
    feed.open(console, request, response).catch(() => response.destroy())
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address() as AddressInfo
  return {
    port,
    async watch(agentId = 'ann', lastEventId?: string): Promise<LiveClient> {
      const headers = {
        'x-agent': agentId,
        ...(lastEventId === undefined ? {} : { 'last-event-id': lastEventId }),
      }
      const request = get({ host: '127.0.0.1', port, headers })
      const [response] = (await once(request, 'response')) as [IncomingMessage]
      return new LiveClient(response)
    },
    close() {
      server.closeAllConnections()
      server.close()
    },
  }
}
