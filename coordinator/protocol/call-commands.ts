import { z } from 'zod'
import { AgentId } from '../../machines/ids.ts'

const PARTY = { error: 'must be agent:<id> or a number such as +12175550148' }
const colleague = z.templateLiteral(['agent:', AgentId])
const number = z.string().trim().max(64)

/** A colleague, or a number as an agent types it. */
const Party = z.union([colleague, number.regex(/^[+(\d]/)], PARTY)
export const isColleague = (party: string): party is `agent:${string}` => party.startsWith('agent:')

/** More fields than a command needs are no mistake. */
const NoFields = z.object({}, 'must be a JSON object')

const ParkBody = z.object({
  slot: z.number().int().min(1).optional(),
  note: z.string().trim().max(200).optional(),
})

const TransferBody = z.object({
  to: z.union([colleague, number.regex(/^\+/)], PARTY),
  kind: z.enum(['blind', 'consult']),
})

/**
 * What an agent may ask of a call: `POST /api/calls/:callSid/<path>` with this body.
 *
 * `takesAgentLeg`: afterwards the agent's leg joins this call. An agent has one leg, so the browser connects it anew,
 * and the agent's calls on hold give up theirs.
 */
export const CallCommands = {
  claim: { path: 'claim', body: NoFields, takesAgentLeg: true },
  decline: { path: 'decline', body: NoFields, takesAgentLeg: false },
  hold: { path: 'hold', body: NoFields, takesAgentLeg: false },
  resume: { path: 'resume', body: NoFields, takesAgentLeg: true },
  park: { path: 'park', body: ParkBody, takesAgentLeg: false },
  unpark: { path: 'unpark', body: NoFields, takesAgentLeg: true },
  transfer: { path: 'transfer', body: TransferBody, takesAgentLeg: false },
  complete: { path: 'transfer/complete', body: NoFields, takesAgentLeg: false },
  cancel: { path: 'transfer/cancel', body: NoFields, takesAgentLeg: true },
  hangup: { path: 'hangup', body: NoFields, takesAgentLeg: false },
} as const

/** A command with the fields of its body. */
export type CallCommand =
  | { type: Exclude<keyof typeof CallCommands, 'park' | 'transfer'> }
  | ({ type: 'park' } & z.input<typeof ParkBody>)
  | ({ type: 'transfer' } & z.input<typeof TransferBody>)

/** `POST /api/calls`: an agent calls an outside number or a colleague. */
export const DialBody = z.object({ to: Party })

/** What a browser connects with in order to call a colleague, instead of a call. */
export const ConnectToColleague = z.object({ connect: z.object({ colleague: AgentId }) })
