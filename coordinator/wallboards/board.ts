import type { AgentView } from '../protocol/agent-view.ts'
import type { Board, BoardNames } from '../protocol/board.ts'
import type { CallView } from '../protocol/call-view.ts'
import { firstName } from '../protocol/first-name.ts'
import type { DeskSettings } from '../protocol/session.ts'
import { tileStateOf } from '../protocol/tile-state.ts'
import type { Today } from '../protocol/today.ts'

/** Tiles that fit on a screen, and some that the board counts. */
const MOST_PEOPLE = 200
/** From then on a caller in the lot is about to ring again. */
const SOON_MS = 15_000

export interface BoardInput {
  calls: readonly CallView[]
  agents: readonly AgentView[]
  today: Today | null
  waits: DeskSettings['waits']
  now: number
}

/** The figures of the desk, without any caller. */
export function boardOf({ calls, agents, today, waits, now }: BoardInput, names: BoardNames): Board {
  const waiting = calls.filter(({ status, direction }) => status === 'ringing' && direction === 'inbound')
  const parked = calls.flatMap((call) => (call.parked ? [{ ...call, parked: call.parked }] : []))
  return {
    waiting: { count: waiting.length, since: earliest(waiting.map(({ createdAt }) => createdAt)) },
    lot: {
      count: parked.length,
      since: earliest(parked.map((call) => call.parked.at)),
      urgent: parked.some(
        ({ state, parked: { returnsAt } }) =>
          state !== 'parked.waiting' || (returnsAt !== null && Date.parse(returnsAt) - now <= SOON_MS),
      ),
    },
    people: peopleOf(agents, calls, names),
    today: today && { calls: today.calls, answered: today.answered, serviceLevel: today.serviceLevel },
    waits,
  }
}

function peopleOf(agents: readonly AgentView[], calls: readonly CallView[], names: BoardNames) {
  const live = new Map(calls.map((call) => [call.callSid, call]))
  return [...agents]
    .sort((one, other) => (keyOf(one, names) < keyOf(other, names) ? -1 : 1))
    .flatMap((agent): Board['people'] => {
      const state = tileStateOf(agent, calls)
      if (state === 'offline') return []
      const call = agent.callSid === null ? undefined : live.get(agent.callSid)
      const talksSince = call ? (call.answeredAt ?? call.updatedAt) : null
      return [{ name: names === 'first' ? firstName(agent.name) : null, state, talksSince }]
    })
    .slice(0, MOST_PEOPLE)
}

/** The sort key. Where names are hidden, it does not contain the name. */
const keyOf = ({ name, agentId }: AgentView, names: BoardNames) =>
  names === 'first' ? `${name}\n${agentId}` : agentId

const earliest = (times: readonly string[]): string | null =>
  times.reduce<string | null>((first, time) => (first === null || time < first ? time : first), null)
