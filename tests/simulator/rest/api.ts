import { timingSafeEqual } from 'node:crypto'
import { channel } from 'node:diagnostics_channel'
import type { Exchange } from '../calls/exchange.ts'
import type { Directory } from '../directory.ts'
import type { Faults } from '../faults/faults.ts'
import type { SimulatorRequest, SimulatorResponse, SimulatorRoute } from '../http/routes.ts'
import type { SimulatorSettings } from '../settings.ts'
import { callRecordingRoutes } from './call-recordings.ts'
import { callRoutes } from './calls.ts'
import { conferenceRoutes } from './conferences.ts'
import { directoryRoutes } from './directory-routes.ts'
import { errorReply, RestError } from './errors.ts'
import { keyRoutes } from './keys.ts'
import { mediaRoutes, recordingRoutes } from './recordings.ts'
import { Resources } from './resources.ts'

/** The REST API of the account, behind Basic authentication with the auth token or an API key. */
export function restRoutes(
  exchange: Exchange,
  settings: SimulatorSettings,
  faults: Faults,
): SimulatorRoute[] {
  const resources = new Resources(settings.accountSid)
  const base = `/2010-04-01/Accounts/${settings.accountSid}`
  const routes: SimulatorRoute[] = [
    { method: 'GET', path: `${base}.json`, handle: () => ({ status: 200, body: resources.account() }) },
    ...callRoutes(exchange, settings, resources, base),
    ...callRecordingRoutes(exchange, resources, base),
    ...conferenceRoutes(exchange, resources, base),
    ...directoryRoutes(exchange, resources, base),
    ...keyRoutes(exchange.directory, resources, base),
    ...recordingRoutes(exchange, resources, base),
    ...mediaRoutes(exchange, base),
  ]
  return routes.map((route) => ({ ...route, handle: guarded(route, exchange.directory, settings, faults) }))
}

/** Publishes each answer: `{method, path, status, body}`. */
const answers = channel('simulator.rest')

function guarded(
  route: SimulatorRoute,
  directory: Directory,
  settings: SimulatorSettings,
  faults: Faults,
): SimulatorRoute['handle'] {
  return async (request) => {
    const reply = await answer(request)
    const { method, path } = request
    if (!reply.lost) answers.publish({ method, path, status: reply.status, body: reply.body })
    return reply
  }

  async function answer(request: SimulatorRequest): Promise<SimulatorResponse> {
    try {
      if (!isAuthorized(request, directory, settings)) throw new RestError(401, 20003, 'Authenticate')
      return await faults.rest(`${request.method} ${request.path}`, () => route.handle(request))
    } catch (error) {
      if (error instanceof RestError) return errorReply(error)
      throw error
    }
  }
}

function isAuthorized(request: SimulatorRequest, directory: Directory, settings: SimulatorSettings): boolean {
  const given = /^Basic (.+)$/.exec(request.authorization ?? '')?.[1] ?? ''
  const pairs = [
    `${settings.accountSid}:${settings.authToken}`,
    ...[...directory.keys.values()].map(({ sid, secret }) => `${sid}:${secret}`),
  ]
  return pairs.some((pair) => same(Buffer.from(given, 'base64'), Buffer.from(pair)))
}

function same(one: Buffer, other: Buffer): boolean {
  return one.length === other.length && timingSafeEqual(one, other)
}
