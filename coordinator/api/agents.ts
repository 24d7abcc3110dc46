import type { EventOrigin } from '../durable/actor-kind.ts'
import { parse } from '../http/parse.ts'
import type { Route, SignedInRequest } from '../http/routes.ts'
import { type DeskSettings, type Me, PresenceBody } from '../protocol/session.ts'
import type { ApiDeps } from './deps.ts'
import { idempotencyKey } from './idempotency-key.ts'

type AgentRouteDeps = Pick<ApiDeps, 'agents' | 'desk' | 'voiceToken' | 'parkingSlots' | 'dialRules'>

/** The agent's own account and presence, the other agents, and the token for Twilio. */
export function agentRoutes(deps: AgentRouteDeps): Route[] {
  const { agents, desk, voiceToken, parkingSlots, dialRules } = deps
  const me = ({ by: { agentId, name, role } }: SignedInRequest): Me => ({
    agentId,
    name,
    role,
    presence: desk.agent(agentId)?.presence ?? 'offline',
  })
  const settings: DeskSettings = { parkingSlots, dialCountry: dialRules.country }
  return [
    {
      method: 'GET',
      path: '/api/me',
      access: 'signedIn',
      handle: (request) => ({ status: 200, body: me(request) }),
    },
    {
      method: 'PUT',
      path: '/api/me/presence',
      access: 'signedIn',
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
      access: 'signedIn',
      handle: async ({ by }) => ({ status: 200, body: await voiceToken(by.agentId) }),
    },
    {
      method: 'GET',
      path: '/api/desk',
      access: 'signedIn',
      handle: () => ({ status: 200, body: settings }),
    },
    {
      method: 'GET',
      path: '/api/agents',
      access: 'signedIn',
      handle: () => ({ status: 200, body: desk.agents() }),
    },
  ]
}
