import type { z } from 'zod'
import type { AgentCommand } from '../../machines/call/events.ts'
import { ANSWERING_ROLES, type Role } from '../../machines/ids.ts'
import type { OutsideParty } from '../dialling/numbers.ts'
import { parse } from '../http/parse.ts'
import { CallCommands, isColleague } from '../protocol/call-commands.ts'

export interface CommandSender {
  by: string
  role: Role
}

export interface CallCommandRoute {
  method: 'POST' | 'PUT' | 'DELETE'
  /** Below `/api/calls/:callSid/`. */
  path: string
  roles: readonly Role[]
  takesAgentLeg: boolean
  /** The call on which the agent talks goes on hold first. */
  holdsActiveCall: boolean
  /** @throws {Refusal} `invalid_request` when the body is not what the command needs */
  event(sender: CommandSender, body: unknown): AgentCommand
}

/**
 * Everything an agent can ask of a call, as the event that its machine gets.
 * @param outside reads an outside number; throws when agents may not call it
 */
export function callCommandRoutes(
  parkingSlots: () => number,
  outside: (text: string) => OutsideParty,
): CallCommandRoute[] {
  const {
    claim,
    decline,
    hold,
    resume,
    park,
    unpark,
    transfer,
    complete,
    cancel,
    merge,
    leave,
    swap,
    supervise,
    unsupervise,
    record,
    takeOver,
    hangup,
    wrapUp,
    confirmCaller,
    quality,
  } = CallCommands
  const slot = park.body.shape.slot
    .unwrap()
    .refine((it) => it <= parkingSlots(), { error: () => `must be no more than ${parkingSlots()}` })
    .optional()
  return [
    route(claim, (by) => ({ type: 'CLAIM', ...by })),
    route(decline, (by) => ({ type: 'DECLINE', ...by })),
    route(hold, (by) => ({ type: 'HOLD', ...by })),
    route(resume, (by) => ({ type: 'RESUME', ...by })),
    route({ ...park, body: park.body.extend({ slot }) }, (by, { elseTo, ...order }) => ({
      type: 'PARK',
      ...by,
      ...order,
      elseTo: elseTo && elseToIn(elseTo, outside),
    })),
    route(unpark, (by) => ({ type: 'UNPARK', ...by })),
    route(transfer, (by, { to, kind }) => ({
      type: 'TRANSFER',
      ...by,
      ...targetIn(to, outside),
      kind,
    })),
    route(complete, (by) => ({ type: 'COMPLETE', ...by })),
    route(cancel, (by) => ({ type: 'CANCEL', ...by })),
    route(merge, (by) => ({ type: 'MERGE', ...by })),
    route(leave, (by) => ({ type: 'LEAVE', ...by })),
    route(swap, (by) => ({ type: 'RESUME', ...by })),
    route(supervise, (by, { mode }) => ({ type: 'SUPERVISE', ...by, mode })),
    route(unsupervise, (by) => ({ type: 'UNSUPERVISE', ...by })),
    route(record, (by, { state }) => ({ type: 'RECORD', ...by, state })),
    route(takeOver, (by) => ({ type: 'TAKE_OVER', ...by })),
    route(hangup, (by) => ({ type: 'HANGUP', ...by })),
    route(wrapUp, (by, { note, tags, instead }) => ({
      type: 'WRAP_UP',
      ...by,
      note: note || null,
      tags,
      instead: instead === null ? null : Date.parse(instead),
    })),
    route(confirmCaller, (by) => ({ type: 'CONFIRM_CALLER', ...by })),
    route(quality, (by, quality) => ({ type: 'LEG_QUALITY', ...by, quality })),
  ]
}

function targetIn(to: string, outside: (text: string) => OutsideParty) {
  if (isColleague(to)) return { to }
  const { number, extension } = outside(to)
  return { to: number, ...(extension === null ? {} : { extension }) }
}

function elseToIn(to: string, outside: (text: string) => OutsideParty) {
  if (to === 'voicemail' || isColleague(to)) return to
  const { number, extension } = outside(to)
  return extension === null ? number : `${number};ext=${extension}`
}

interface CallCommandSpec<Body> {
  method?: CallCommandRoute['method']
  path: string
  body: z.ZodType<Body>
  takesAgentLeg: boolean
  holdsActiveCall?: boolean
  roles?: readonly Role[]
}

function route<Body>(
  {
    method = 'POST',
    path,
    body,
    takesAgentLeg,
    holdsActiveCall = false,
    roles = ANSWERING_ROLES,
  }: CallCommandSpec<Body>,
  event: (sender: CommandSender, body: Body) => AgentCommand,
): CallCommandRoute {
  return {
    method,
    path,
    roles,
    takesAgentLeg,
    holdsActiveCall,
    event: (sender, input) => event(sender, parse(body, input)),
  }
}
