import { z } from 'zod'
import { parse } from '../http/parse.ts'
import type { Route } from '../http/routes.ts'
import { callFor } from '../protocol/masked.ts'
import { sightOf } from '../protocol/sight.ts'
import type { ApiDeps } from './deps.ts'

/** The lot, beyond what the live feed shows. */
export function lotRoutes({
  slotHistory,
  contacts,
  live,
}: Pick<ApiDeps, 'slotHistory' | 'contacts' | 'live'>): Route[] {
  return [
    {
      method: 'GET',
      path: '/api/lot/:slot/history',
      access: 'signedIn',
      perMinute: 120,
      async handle({ params, by }) {
        const Slot = z.coerce.number().int().min(1).max(live.now().parkingSlots)
        const sight = sightOf(by.role, live.now())
        const stays = await slotHistory(parse(Slot, params.slot, ['slot']))
        const shown = stays.map((stay) => ({ ...stay, call: callFor(sight, contacts.named(stay.call)) }))
        return { status: 200, body: shown }
      },
    },
  ]
}
