import { RedisAway } from '../../../coordinator/failures.ts'
import { Refusal } from '../../../coordinator/http/problem.ts'
import type { AskedBy } from '../../../coordinator/http/routes.ts'
import { CallView } from '../../../machines/call/view.ts'
import type { Agent } from './agent.ts'
import type { Move } from './moves.ts'
import { ConnectionLost, type Coordinator } from './office.ts'
import { short } from './twilio.ts'
import type { World } from './world.ts'

const TRIES = 3

/** What an agent does on the screen, over HTTP; sent again, with the same key, when nobody answers. */
export async function giveCommand(
  world: World,
  agent: Agent,
  move: Move,
  { key, inMs }: { key: string; inMs: number },
): Promise<void> {
  const { scheduler, office, faults } = world
  const what = move.what === 'presence' ? move.presence : `${move.command} ${short(move.callSid)}`
  world.tell(`${agent.id}: ${what}`)
  const { forgotten } = world.rules
  for (let tries = 0; tries < TRIES; tries++) {
    await scheduler.sleep(tries === 0 ? inMs : agent.chance.between(300, 1500))
    const coordinator = office.any()
    if (!coordinator) continue
    try {
      const view = await office.request(coordinator, () => ask(coordinator, agent, move, key))
      if (faults.strikes('webhookAnswerLost')) continue
      if (view && forgotten === world.rules.forgotten)
        world.rules.acknowledged(nameOf(agent, move, key), view)
      return
    } catch (error) {
      if (error instanceof Refusal) return world.rules.refused(nameOf(agent, move, key), error.code, what)
      if (!(error instanceof RedisAway) && !(error instanceof ConnectionLost))
        return world.rules.expected(error, what)
    }
  }
}

/** As the commit has it. */
const nameOf = (agent: Agent, move: Move, key: string) =>
  move.what === 'command' ? `${agent.id}:${move.command}:${key}` : ''

async function ask(
  { parts, commands }: Coordinator,
  { id, role }: Agent,
  move: Move,
  key: string,
): Promise<CallView | null> {
  if (move.what === 'presence') {
    await parts.agents.send(id, id, { type: 'CHOOSE', presence: move.presence })
    return null
  }
  const route = commands.get(move.command)
  if (!route || route.access === 'anyone') throw new Error(`There is no command ${move.command}`)
  const asked = {
    ...{ params: { callSid: move.callSid }, query: {}, body: move.body, address: '', token: null },
    headers: { 'idempotency-key': key },
    by: { agentId: id, name: id, role, hash: `hash-${id}`, createdAt: 0, expiresAt: 0 },
  } satisfies AskedBy
  const answer = await route.handle(asked)
  return 'body' in answer ? CallView.parse(answer.body) : null
}
