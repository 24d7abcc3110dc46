import type { Exchange } from '../calls/exchange.ts'
import type { Leg } from '../calls/leg.ts'
import type { Faults } from '../faults/faults.ts'
import { ACTIONS, type FaultAction, faultsSchema, journalSchema } from '../faults/schema.ts'
import type { SimulatorRequest, SimulatorResponse, SimulatorRoute } from '../http/routes.ts'
import { toCall } from './call-view.ts'
import { invalid, onLeg } from './on-leg.ts'

/** What goes wrong, by order: from now on by chance, or now and to one leg. Both can be had again. */
export function faultRoutes(exchange: Exchange, faults: Faults): SimulatorRoute[] {
  const { legs } = exchange
  let legsBefore = legs.count

  faults.onAction(({ what, leg }) => {
    const found = legs.nth(leg, legsBefore)
    if (found !== undefined) act(what, found)
    return found !== undefined
  })

  function act(what: FaultAction['what'], leg: Leg): void {
    faults.note(what, leg.serial - legsBefore)
    switch (what) {
      case 'drop':
        leg.drop()
        break
      case 'crash':
        leg.crash(exchange.settings.awayMs)
        break
      case 'forget':
        leg.forgotten = true
        break
    }
  }

  function set(request: SimulatorRequest): SimulatorResponse {
    const form = faultsSchema.safeParse(request.json)
    if (!form.success) return invalid(form.error)
    if (faults.set(form.data)) legsBefore = legs.count
    return { status: 200, body: { ...form.data, seed: faults.journal.seed } }
  }

  function replay(request: SimulatorRequest): SimulatorResponse {
    const form = journalSchema.safeParse(request.json)
    if (!form.success) return invalid(form.error)
    legsBefore = legs.count
    faults.replay(form.data)
    return { status: 200, body: { seed: form.data.seed } }
  }

  const journal = () => ({ status: 200, body: faults.journal })
  return [
    { method: 'GET', path: '/sim/faults', handle: () => ({ status: 200, body: faults.current }) },
    { method: 'POST', path: '/sim/faults', handle: set },
    { method: 'GET', path: '/sim/faults/journal', handle: journal },
    { method: 'POST', path: '/sim/faults/replay', handle: replay },
    ...ACTIONS.map((what): SimulatorRoute => {
      const handle = onLeg(exchange, (leg) => {
        act(what, leg)
        return { status: 200, body: toCall(leg) }
      })
      return { method: 'POST', path: `/sim/legs/:sid/${what}`, handle }
    }),
  ]
}
