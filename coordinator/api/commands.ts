import type { z } from 'zod'
import type { AgentCommand } from '../../machines/call/events.ts'
import type { Role } from '../../machines/ids.ts'
import { parse } from '../http/parse.ts'
import { CallCommands, isColleague } from '../protocol/call-commands.ts'

export interface CommandSender {
  by: string
  role: Role
}

export interface CallCommandRoute {
  /** Below `/api/calls/:callSid/`. */
  path: string
  takesAgentLeg: boolean
  /** @throws {Refusal} `invalid_request` when the body is not what the command needs */
  event(sender: CommandSender, body: unknown): AgentCommand
}

/**
 * Everything an agent can ask of a call, as the event that its machine gets.
 * @param outside reads an outside number; throws when agents may not call it
 */
export function callCommandRoutes(
  parkingSlots: number,
  outside: (text: string) => string,
): CallCommandRoute[] {
  const { claim, decline, hold, resume, park, unpark, transfer, complete, cancel, hangup } = CallCommands
  const slot = park.body.shape.slot.unwrap().max(parkingSlots).optional()
  return [
    route(claim, (by) => ({ type: 'CLAIM', ...by })),
    route(decline, (by) => ({ type: 'DECLINE', ...by })),
    route(hold, (by) => ({ type: 'HOLD', ...by })),
    route(resume, (by) => ({ type: 'RESUME', ...by })),
    route({ ...park, body: park.body.extend({ slot }) }, (by, { slot, note }) => ({
      type: 'PARK',
      ...by,
      slot,
      note,
    })),
    route(unpark, (by) => ({ type: 'UNPARK', ...by })),
    route(transfer, (by, { to, kind }) => ({
      type: 'TRANSFER',
      ...by,
      to: isColleague(to) ? to : outside(to),
      kind,
    })),
    route(complete, (by) => ({ type: 'COMPLETE', ...by })),
    route(cancel, (by) => ({ type: 'CANCEL', ...by })),
    route(hangup, (by) => ({ type: 'HANGUP', ...by })),
  ]
}

interface CallCommandSpec<Body> {
  path: string
  body: z.ZodType<Body>
  takesAgentLeg: boolean
}

function route<Body>(
  { path, body, takesAgentLeg }: CallCommandSpec<Body>,
  event: (sender: CommandSender, body: Body) => AgentCommand,
): CallCommandRoute {
  return { path, takesAgentLeg, event: (sender, input) => event(sender, parse(body, input)) }
}
