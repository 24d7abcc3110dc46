import { once } from 'node:events'
import type { IncomingMessage } from 'node:http'
import type { AddressInfo } from 'node:net'
import { WebSocketServer } from 'ws'
import { Exchange } from './calls/exchange.ts'
import { faultRoutes } from './control/faults.ts'
import { Control } from './control/routes.ts'
import { Faults } from './faults/faults.ts'
import { isForHere } from './http/foreign.ts'
import { serveRoutes } from './http/serve.ts'
import { pageRoutes } from './page/routes.ts'
import { restRoutes } from './rest/api.ts'
import { type Log, type SimulatorSettingsInput, simulatorOptions } from './settings.ts'
import { Clients } from './signalling/clients.ts'
import { SignallingSession } from './signalling/session.ts'

export type SimulatorOptions = SimulatorSettingsInput & { log?: Log }

export interface Simulator {
  /** Origin of the REST API, the control API and the caller's page. */
  readonly url: string
  /** Where a Voice SDK signals to. */
  readonly signalingUrl: string
  close(): Promise<void>
}

/** Starts a stand-in for Twilio. Rejects when an option is invalid or the port is taken. */
export async function startSimulator(options: SimulatorOptions): Promise<Simulator> {
  const { log = () => undefined, ...given } = options
  const settings = simulatorOptions.parse(given)
  const clients = new Clients()
  const faults = new Faults()
  const exchange = new Exchange(settings, clients, faults, log)
  const control = new Control(exchange, clients)
  const routes = [
    ...control.routes,
    ...faultRoutes(exchange, faults),
    ...restRoutes(exchange, settings, faults),
    ...pageRoutes(),
  ]
  const server = serveRoutes(routes, log, (request, status) => control.note(request, status))
  const sockets = new WebSocketServer({
    server,
    path: '/signal',
    // A token admits a console, whose page has another origin.
    verifyClient: ({ req }: { req: IncomingMessage }) => isForHere(req.headers.host),
  })
  sockets.on('connection', (socket) => {
    new SignallingSession(socket, exchange, clients, settings, log)
  })
  server.listen(settings.port, settings.host)
  await once(server, 'listening')
  const origin = `${settings.host}:${portOf(server.address())}`
  exchange.recordings.origin = `http://${origin}`

  return {
    url: `http://${origin}`,
    signalingUrl: `ws://${origin}/signal`,
    close: async () => {
      exchange.close()
      for (const socket of sockets.clients) socket.terminate()
      sockets.close()
      const closed = once(server, 'close')
      server.close()
      server.closeAllConnections()
      await closed
    },
  }
}

function portOf(address: AddressInfo | string | null): number {
  if (address === null || typeof address === 'string') throw new Error('the server has no port')
  return address.port
}
