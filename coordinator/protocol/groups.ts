import { z } from 'zod'
import { AgentId } from '../../machines/ids.ts'
import { LineOfText } from './text.ts'

export const MOST_GROUPS = 20
export const MOST_MEMBERS = 200
/** Characters. */
export const LONGEST_GROUP_NAME = 40

/** Colleagues who belong together on the desk, such as Sales. */
export const Group = z.object({
  id: z.string().regex(/^[0-9a-f]{32}$/, 'must be 32 hexadecimal digits'),
  name: LineOfText(LONGEST_GROUP_NAME).pipe(z.string().min(1, 'must not be empty')),
  members: z
    .array(AgentId)
    .max(MOST_MEMBERS, `must be no more than ${MOST_MEMBERS}`)
    .refine((members) => new Set(members).size === members.length, 'must be different'),
})
export type Group = z.infer<typeof Group>

/** `PUT /api/groups`: all groups, in the order in which desks show them. */
export const GroupsBody = z.object({
  groups: z
    .array(Group)
    .max(MOST_GROUPS, `must be no more than ${MOST_GROUPS}`)
    .superRefine((groups, ctx) => {
      for (const [place, group] of groups.entries()) {
        const before = groups.slice(0, place)
        if (before.some(({ id }) => id === group.id))
          ctx.addIssue({ code: 'custom', path: [place, 'id'], message: 'is there twice' })
        if (before.some(({ name }) => name.toLowerCase() === group.name.toLowerCase()))
          ctx.addIssue({ code: 'custom', path: [place, 'name'], message: 'is there twice' })
      }
    }),
})

/** `GET /api/groups`. `rev` counts the changes; 0: there has never been a group. */
export const Groups = GroupsBody.extend({
  rev: z.number().int().nonnegative(),
  /** Null also after somebody was removed, and so left all groups. */
  changedBy: z.object({ agentId: AgentId, name: z.string() }).nullable(),
})
export type Groups = z.infer<typeof Groups>

export const NO_GROUPS: Groups = { rev: 0, changedBy: null, groups: [] }
