import { z } from 'zod'
import { RecordingOrder, SupervisionMode } from '../../machines/call/events.ts'
import { LegQuality } from '../../machines/call/leg-quality.ts'
import { AgentId, SUPERVISING_ROLES } from '../../machines/ids.ts'
import { Tag } from './office/settings.ts'
import { readNumber } from './phone-number.ts'
import { LineOfText } from './text.ts'

const PARTY = { error: 'must be agent:<id> or a number such as +12175550148' }
const colleague = z.templateLiteral(['agent:', AgentId])
const number = z.string().refine((text) => readNumber(text) !== null)

/** A colleague, or a number as an agent types or pastes it. */
const Party = z.union([colleague, number], PARTY)
export const isColleague = (party: string): party is `agent:${string}` => party.startsWith('agent:')

/** More fields than a command needs are no mistake. */
const NoFields = z.object({}, 'must be a JSON object')

const ParkBody = z.object({
  slot: z.number().int().min(1).optional(),
  note: LineOfText(200).optional(),
  /** The colleague the call returns to when the time is up, instead of the agent who parks it. */
  for: AgentId.optional(),
  /** Where it goes if that agent does not take it. Without it: to everybody. */
  elseTo: z
    .union([z.literal('voicemail'), colleague, number], {
      error: 'must be voicemail, agent:<id> or a number such as +12175550148',
    })
    .optional(),
})

const TransferBody = z.object({
  to: Party,
  kind: z.enum(['blind', 'consult']),
})

/** Characters of a note as a reader counts them, and tags of one call. */
export const LONGEST_NOTE = 500
export const MOST_TAGS = 10

const SuperviseBody = z.object({ mode: SupervisionMode })

const RecordBody = z.object({ state: RecordingOrder })

const WrapUpBody = z.object({
  note: LineOfText(LONGEST_NOTE).optional(),
  tags: z
    .array(Tag)
    .max(MOST_TAGS, `must be no more than ${MOST_TAGS}`)
    .default([])
    .transform((tags) => [...new Set(tags)]),
  /** When the note that the agent saw and replaces was written. Null: there was none. */
  instead: z.iso.datetime().nullable().default(null),
})

/**
 * What an agent may ask of a call: `POST /api/calls/:callSid/<path>` with this body, or another `method`. Without `roles`, every
 * role that answers calls may.
 *
 * `takesAgentLeg`: afterwards the agent's leg joins this call. An agent has one leg, so the browser connects it anew,
 * and the agent's calls on hold give up theirs.
 *
 * `hold` and `resume`: during a consultation the sender talks with the colleague or with the caller; the other one hears
 * music. `merge`: the caller joins the two. `leave`: a consulted colleague leaves, and the sender has the caller again; of
 * three who talk the sender may leave too. `swap`: resumes this call, and puts the call on which the agent talks on hold.
 * `wrapUp`: what came of the call, during it or afterwards; any agent may. `confirmCaller`: who has talked with the caller
 * says that it is who the number names, though the carrier does not. `supervise`: a supervisor hears the talk, or changes
 * who hears the supervisor. `takeOver`: the supervisor who is on the line has the caller from now on, and the agent's leg
 * ends. `record`: begins to record the call, pauses that, or stops it. The office's rule says whether its owner and
 * supervisors may. `quality`: how good the sound of the agent's own leg was; the browser tells it.
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
  merge: { path: 'merge', body: NoFields, takesAgentLeg: false },
  leave: { path: 'leave', body: NoFields, takesAgentLeg: false },
  swap: { path: 'swap', body: NoFields, takesAgentLeg: true, holdsActiveCall: true },
  supervise: {
    method: 'PUT',
    path: 'monitor',
    body: SuperviseBody,
    takesAgentLeg: true,
    roles: SUPERVISING_ROLES,
  },
  unsupervise: {
    method: 'DELETE',
    path: 'monitor',
    body: NoFields,
    takesAgentLeg: false,
    roles: SUPERVISING_ROLES,
  },
  record: { method: 'PUT', path: 'recording', body: RecordBody, takesAgentLeg: false },
  takeOver: { path: 'take-over', body: NoFields, takesAgentLeg: false, roles: SUPERVISING_ROLES },
  hangup: { path: 'hangup', body: NoFields, takesAgentLeg: false },
  wrapUp: { path: 'wrap-up', body: WrapUpBody, takesAgentLeg: false },
  confirmCaller: { path: 'confirm-caller', body: NoFields, takesAgentLeg: false },
  quality: { path: 'quality', body: LegQuality, takesAgentLeg: false },
} as const

/** A command with the fields of its body. */
export type CallCommand =
  | {
      type: Exclude<
        keyof typeof CallCommands,
        'park' | 'transfer' | 'supervise' | 'record' | 'wrapUp' | 'quality'
      >
    }
  | ({ type: 'park' } & z.input<typeof ParkBody>)
  | ({ type: 'transfer' } & z.input<typeof TransferBody>)
  | ({ type: 'supervise' } & z.input<typeof SuperviseBody>)
  | ({ type: 'record' } & z.input<typeof RecordBody>)
  | ({ type: 'wrapUp' } & z.input<typeof WrapUpBody>)

/** `POST /api/calls`: an agent calls an outside number or a colleague. `name` is what screens call the number, where it is known. */
export const DialBody = z.object({ to: Party, name: LineOfText(100).pipe(z.string().min(1)).optional() })

/** What a browser connects with in order to call a colleague, instead of a call. */
export const ConnectToColleague = z.object({ connect: z.object({ colleague: AgentId }) })
