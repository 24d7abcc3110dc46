import { Refusal } from '../../../coordinator/http/problem.ts'
import type { RouteRequest, SignedInRequest } from '../../../coordinator/http/routes.ts'
import { CallView } from '../../../coordinator/protocol/call-view.ts'
import { RedisAway } from '../../../coordinator/redis/redis-away.ts'
import type { Agent } from './agent.ts'
import { ConnectionLost } from './connection-lost.ts'
import type { SimulatedCoordinator } from './coordinators.ts'
import { shortSid } from './leg.ts'
import type { Move } from './moves.ts'
import type { World } from './world.ts'

const TRIES = 3

/** The one who is signed in at a browser. */
export type Requester = Pick<Agent, 'id' | 'role'>

/** A request of that agent's browser. @param key its idempotency key */
export function requestBy(
  { id, role }: Requester,
  { params, body, key }: Pick<RouteRequest, 'params' | 'body'> & { key: string | null },
): SignedInRequest {
  return {
    ...{ params, query: {}, body, address: '', token: null, trace: `trace of ${key}`, hungUp: false },
    headers: key === null ? {} : { 'idempotency-key': key },
    by: {
      agentId: id,
      name: id,
      role,
      hash: `hash-${id}`,
      createdAt: 0,
      usedAt: 0,
      confirmedAt: 0,
      expiresAt: 0,
      endsAt: 0,
      company: false,
      address: null,
      userAgent: null,
    },
    checkAgain: async () => undefined,
  }
}

/** What an agent does on the screen, over HTTP; sent again, with the same key, when nobody answers. */
export async function giveCommand(
  world: World,
  agent: Agent,
  move: Move,
  { key, inMs }: { key: string; inMs: number },
): Promise<void> {
  const { scheduler, coordinators, faults } = world
  const what = wordsFor(move)
  world.note(`${agent.id}: ${what}`)
  const { timesForgotten } = world.rules
  for (let tries = 0; tries < TRIES; tries++) {
    await scheduler.sleep(tries === 0 ? inMs : agent.random.between(300, 1500))
    const coordinator = coordinators.anyReady()
    if (!coordinator) continue
    try {
      const view = await coordinators.request(coordinator, () => ask(coordinator, agent, move, key))
      if (faults.strikes('webhookAnswerLost')) continue
      if (view && timesForgotten === world.rules.timesForgotten)
        world.rules.acknowledged(nameOf(agent, move, key), view)
      return
    } catch (error) {
      if (error instanceof Refusal) return world.rules.refused(nameOf(agent, move, key), error.code, what)
      if (!(error instanceof RedisAway) && !(error instanceof ConnectionLost))
        return world.rules.failUnlessExpected(error, what)
    }
  }
}

function wordsFor(move: Move): string {
  if (move.what === 'presence') return move.presence
  return move.what === 'dial' ? `dial ${move.to}` : `${move.command} ${shortSid(move.callSid)}`
}

/** As the commit has it. */
const nameOf = (agent: Agent, move: Move, key: string) =>
  move.what === 'command' ? `${agent.id}:${move.command}:${key}` : ''

async function ask(
  { agents, commands }: SimulatedCoordinator,
  agent: Agent,
  move: Move,
  key: string,
): Promise<CallView | null> {
  const { id } = agent
  if (move.what === 'presence') {
    await agents.send(id, id, { type: 'CHOOSE', presence: move.presence })
    return null
  }
  const [path, params, body] =
    move.what === 'dial'
      ? ['/api/calls', {}, { to: move.to }]
      : [move.command, { callSid: move.callSid }, move.body]
  const route = commands.get(path)
  if (!route || route.access === 'anyone') throw new Error(`There is no command ${path}`)
  const answer = await route.handle(requestBy(agent, { params, body, key }))
  if (move.what === 'dial') {
    if ('status' in answer && answer.status === 202) agent.callsColleague(move.to.slice('agent:'.length))
    return null
  }
  return 'body' in answer ? CallView.parse(answer.body) : null
}
