import { z } from 'zod'
import { AgentId, Role } from '../../machines/ids.ts'
import { LineOfText } from './text.ts'

/** The name of an agent. */
export const PersonName = LineOfText(80).pipe(z.string().min(1, 'must not be empty'))

/** `GET /api/people`: somebody who signs in, as administrators see them. */
export const Person = z.object({
  agentId: AgentId,
  name: z.string(),
  role: Role,
  disabled: z.boolean(),
  /** Who has set the password: the agent, or somebody else for the next sign-in. `invited`: a link, which nobody has used. `none`: the company's account. */
  password: z.enum(['own', 'temporary', 'invited', 'none']),
  /** Until when the temporary password or the link opens a sign-in. Null for an own password. */
  passwordUntil: z.iso.datetime().nullable(),
  secondFactor: z.enum(['passkey', 'totp']).nullable(),
  /** The role needs a second factor. */
  needsSecondFactor: z.boolean(),
  /** The last use of a session. Null: there was none, or an older version had it and did not note it. */
  lastSeen: z.iso.datetime().nullable(),
  /** How many sessions are open. */
  sessions: z.number().int().nonnegative(),
  /** Only this person can let people in. So the account cannot be disabled or removed, and keeps its role. */
  onlyAdmin: z.boolean(),
})
export type Person = z.infer<typeof Person>
export const People = z.array(Person)

/** `POST /api/people` */
export const NewPersonBody = z.object({ agentId: AgentId, name: PersonName, role: Role.default('agent') })
export type NewPersonBody = z.input<typeof NewPersonBody>

/** `POST /api/people/import` */
export const PeopleImportQuery = z.object({
  /** Says what the import would do, and does nothing. */
  dryRun: z.stringbool().default(false),
})

/** The people that a file would add. A file with errors adds nobody. */
export const PeopleReport = z.object({
  people: z.array(z.object({ agentId: AgentId, name: z.string(), role: Role })),
  /** Lines that cannot be read, counted from 1. */
  errors: z.array(z.object({ line: z.number().int(), message: z.string() })),
})
export type PeopleReport = z.infer<typeof PeopleReport>

/** `PATCH /api/people/:agentId` */
export const PersonChange = z
  .object({ name: PersonName, role: Role, disabled: z.boolean() })
  .partial()
  .refine((change) => Object.values(change).some((value) => value !== undefined), 'must change something')
export type PersonChange = z.input<typeof PersonChange>

/** A link that somebody chooses a password by. It is shown once. */
export const InvitationLink = z.object({
  agentId: AgentId,
  link: z.url(),
  /** Until when it is good, once. */
  until: z.iso.datetime(),
})
export type InvitationLink = z.infer<typeof InvitationLink>

/** What an import answers: without a dry run, the links of those who were added. */
export const PeopleImported = PeopleReport.extend({ links: z.array(InvitationLink) })
export type PeopleImported = z.infer<typeof PeopleImported>

/** `POST /api/people/:agentId/password`: it is shown once, and the next sign-in asks for another. */
export const TemporaryPassword = z.object({ password: z.string() })

/** What became of a link. `void`: there is a newer one, or it was never one. */
export const InvitationState = z.enum(['good', 'used', 'expired', 'void'])
export type InvitationState = z.infer<typeof InvitationState>

/** What a link says: its secret is the temporary password of the user name. */
export const InvitationBody = z.object({
  username: z.string().min(1).max(64),
  secret: z.string().min(1).max(64),
})

/** `POST /api/invitation` */
export const InvitationAnswer = z.object({ state: InvitationState })
