import { ANSWERING_ROLES } from '../../machines/ids.ts'
import type { EventOrigin } from '../durable/actor-kind.ts'
import { parse } from '../http/parse.ts'
import type { Route } from '../http/routes.ts'
import { agentFor } from '../protocol/masked.ts'
import { type DeskSettings, type Me, PresenceBody } from '../protocol/session.ts'
import { sightOf } from '../protocol/sight.ts'
import type { Session } from '../sessions/session.ts'
import type { ApiDeps } from './deps.ts'
import { idempotencyKey } from './idempotency-key.ts'

type AgentRouteDeps = Pick<ApiDeps, 'agents' | 'desk' | 'sessions' | 'voiceToken' | 'live' | 'dialRules'>

/** The agent's own account and presence, the other agents, and the token for Twilio. */
export function agentRoutes(deps: AgentRouteDeps): Route[] {
  const { agents, desk, sessions, voiceToken, live, dialRules } = deps
  const me = ({ agentId, name, role, company }: Session): Me => ({
    agentId,
    name,
    role,
    company,
    presence: desk.agent(agentId)?.presence ?? 'offline',
  })
  const settings = (): DeskSettings => {
    const { parkingSlots, waits, listeningShownTo } = live.now()
    const listeningShown = listeningShownTo.includes('agent')
    return { parkingSlots, waits, dialCountry: dialRules.country, listeningShown }
  }
  const agentsFor = ({ role }: Session) => {
    const sight = sightOf(role, live.now())
    return desk.agents().map((agent) => agentFor(sight, agent, desk.call(agent.callSid ?? '')))
  }
  return [
    {
      method: 'GET',
      path: '/api/me',
      access: 'signedIn',
      handle: ({ by }) => ({ status: 200, body: me(by) }),
    },
    {
      // A page asks this first. Browsers report a 401 as an error, and that nobody is signed in is none.
      method: 'GET',
      path: '/api/session',
      access: 'anyone',
      async handle({ token }) {
        const session = token === null ? null : await sessions.find(token)
        return { status: 200, body: session && me(session) }
      },
    },
    {
      method: 'PUT',
      path: '/api/me/presence',
      access: ANSWERING_ROLES,
      async handle({ by, body, headers, trace }) {
        const event = { type: 'CHOOSE' as const, presence: parse(PresenceBody, body).presence }
        const given = idempotencyKey(headers)
        const origin: EventOrigin =
          given === null ? { trace } : { key: `presence:${given}`, keyKind: 'command', trace }
        return { status: 200, body: await agents.send(by.agentId, by.name, event, origin) }
      },
    },
    {
      method: 'GET',
      path: '/api/voice-token',
      access: ANSWERING_ROLES,
      unattended: true,
      handle: async ({ by }) => ({ status: 200, body: await voiceToken(by) }),
    },
    {
      method: 'GET',
      path: '/api/desk',
      access: 'signedIn',
      unattended: true,
      handle: () => ({ status: 200, body: settings() }),
    },
    {
      method: 'GET',
      path: '/api/agents',
      access: 'signedIn',
      handle: ({ by }) => ({ status: 200, body: agentsFor(by) }),
    },
  ]
}
