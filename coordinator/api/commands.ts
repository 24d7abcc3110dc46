import { z } from 'zod'
import type { AgentCommand } from '../../machines/call/events.ts'
import { AgentId, type Role } from '../../machines/ids.ts'
import { parse } from '../http/parse.ts'

export interface CommandSender {
  by: string
  role: Role
}

export interface CallCommandRoute {
  /** Below `/api/calls/:callSid/`. */
  path: string
  /** Takes the agent onto the call: whatever the agent has on hold gives up its leg first. */
  takesTheLine: boolean
  /** @throws {Refusal} `invalid_request` when the body is not what the command needs */
  event(by: CommandSender, body: unknown): AgentCommand
}

function command<Body>(
  path: string,
  body: z.ZodType<Body>,
  event: (by: CommandSender, body: Body) => AgentCommand,
  takesTheLine = false,
): CallCommandRoute {
  return { path, takesTheLine, event: (by, input) => event(by, parse(body, input)) }
}

/** Whoever sends more than is asked for is not wrong. */
const Nothing = z.object({}, 'must be a JSON object')

const COLLEAGUE = z.templateLiteral(['agent:', AgentId])
const PARTY = { error: 'must be agent:<id> or a number such as +12175550148' }

/** A colleague, or a number as somebody typed it. */
export const Party = z.union(
  [
    COLLEAGUE,
    z
      .string()
      .trim()
      .max(64)
      .regex(/^[+(\d]/),
  ],
  PARTY,
)
export const isColleague = (party: string): party is `agent:${string}` => party.startsWith('agent:')

const Transfer = z.object({
  to: z.union([COLLEAGUE, z.string().trim().max(64).regex(/^\+/)], PARTY),
  kind: z.enum(['blind', 'consult']),
})

const parkIn = (slots: number) =>
  z.object({
    slot: z.number().int().min(1).max(slots).optional(),
    note: z.string().trim().max(200).optional(),
  })

/**
 * Everything an agent can ask of a call.
 * @param outside reads a number outside; throws when it may not be called
 */
export const callCommandRoutes = (
  parkingSlots: number,
  outside: (text: string) => string,
): CallCommandRoute[] => [
  command('claim', Nothing, (by) => ({ type: 'CLAIM', ...by }), true),
  command('decline', Nothing, (by) => ({ type: 'DECLINE', ...by })),
  command('hold', Nothing, (by) => ({ type: 'HOLD', ...by })),
  command('resume', Nothing, (by) => ({ type: 'RESUME', ...by }), true),
  command('park', parkIn(parkingSlots), (by, { slot, note }) => ({ type: 'PARK', ...by, slot, note })),
  command('unpark', Nothing, (by) => ({ type: 'UNPARK', ...by }), true),
  command('transfer', Transfer, (by, { to, kind }) => ({
    type: 'TRANSFER',
    ...by,
    to: isColleague(to) ? to : outside(to),
    kind,
  })),
  command('transfer/complete', Nothing, (by) => ({ type: 'COMPLETE', ...by })),
  command('transfer/cancel', Nothing, (by) => ({ type: 'CANCEL', ...by })),
  command('hangup', Nothing, (by) => ({ type: 'HANGUP', ...by })),
]
