import type { z } from 'zod'
import type { Exchange } from '../calls/exchange.ts'
import type { Leg } from '../calls/leg.ts'
import type { SimulatorRequest, SimulatorResponse, SimulatorRoute } from '../http/routes.ts'

/** A route to one leg, named `:sid` in its path. */
export function onLeg(
  exchange: Exchange,
  handle: (leg: Leg, request: SimulatorRequest) => SimulatorResponse,
): SimulatorRoute['handle'] {
  return (request) => {
    const leg = exchange.legs.find(request.params.sid ?? '')
    return leg === undefined ? { status: 404, body: { error: 'no such call' } } : handle(leg, request)
  }
}

export function invalid(error: z.ZodError): SimulatorResponse {
  return { status: 400, body: { error: 'invalid request', issues: error.issues } }
}
