import { expect } from 'vitest'
import type { AuditEntry } from '../../../coordinator/protocol/audit.ts'
import { invitationIn } from '../../../coordinator/protocol/invitation-link.ts'
import type { InvitationLink, Person } from '../../../coordinator/protocol/people.ts'
import type { Office, Person as SignedIn } from './office.ts'

/** What an administrator does with people by HTTP. */
export function peopleOf(office: () => Office, administrator: () => SignedIn) {
  const act = (method: string, path = '', body?: object) =>
    administrator().request(method, `/api/people${path}`, body)

  async function person(agentId: string): Promise<Person | undefined> {
    const people = (await (await administrator().get('/api/people')).json()) as Person[]
    return people.find((one) => one.agentId === agentId)
  }

  return {
    act,
    person,
    async audited(limit: number) {
      await office().audit.flush()
      const answer = await administrator().get(`/api/audit?limit=${limit}`)
      const entries = (await answer.json()) as AuditEntry[]
      return entries.map(({ what, who, target, detail }) => [what, who, target, detail])
    },
    async invited(agentId: string, role = 'agent') {
      const answer = await act('POST', '', { agentId, name: agentId.toUpperCase(), role })
      expect(answer.status).toBe(201)
      const link = (await answer.json()) as InvitationLink
      expect(link).toMatchObject((await person(agentId)) ?? { agentId: 'nobody' })
      return { ...link, ...invitationIn(new URL(link.link).hash) }
    },
    isIn: async (someone: SignedIn) => (await someone.get('/api/me')).status === 200,
  }
}
