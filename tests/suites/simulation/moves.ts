import type { CallView } from '../../../coordinator/protocol/call-view.ts'
import type { SeededRandom } from '../../setup/seeded-random.ts'
import type { SimulatedConsole } from './console.ts'

export type Move =
  | { what: 'presence'; presence: 'available' | 'away' }
  | { what: 'command'; callSid: string; command: string; body: object }
  | { what: 'dial'; to: string }

const OUTSIDE = ['+12175550177', '+12175550188']
const ANYTHING = ['claim', 'decline', 'hold', 'resume', 'park', 'unpark', 'hangup', 'swap'].concat([
  'transfer',
  'transfer/complete',
  'transfer/cancel',
  'merge',
  'leave',
  'wrap-up',
  'quality',
  'confirm-caller',
  'PUT monitor',
  'DELETE monitor',
  'take-over',
  'PUT recording',
])

/** What an agent may do next, from what the screen shows. Null: nothing. */
export function nextMove(
  screen: SimulatedConsole,
  me: string,
  random: SeededRandom,
  people: readonly string[],
): Move | null {
  const calls = [...screen.calls.values()]
  const isAway = screen.agents.get(me)?.presence === 'away'
  const wishes: [weight: number, move: Move][] = [
    [isAway ? 4 : 0.2, { what: 'presence', presence: 'available' }],
  ]
  wishes.push([0.3, { what: 'presence', presence: 'away' }])
  for (const to of [...OUTSIDE, ...people.map((id) => `agent:${id}`)])
    wishes.push([0.12, { what: 'dial', to }])
  for (const call of calls)
    for (const [weight, command] of wishesFor(call, me)) wishes.push([weight, commandOn(call, command)])
  if (calls.length > 0) wishes.push([0.6, commandOn(random.pick(calls), random.pick(ANYTHING))])
  const idle = 3
  let at = random.between(0, idle + wishes.reduce((sum, [weight]) => sum + weight, 0))
  for (const [weight, move] of wishes) {
    at -= weight
    if (at < 0) return move
  }
  return null

  function commandOn({ callSid, wrapUp }: CallView, command: string): Move {
    return { what: 'command', callSid, command, body: bodyOf(command, random, people, wrapUp) }
  }
}

/** This command, on a call on which it makes sense. */
export function moveWith(
  screen: SimulatedConsole,
  me: string,
  random: SeededRandom,
  command: string,
): Move | null {
  const fitting = [...screen.calls.values()].filter((call) =>
    wishesFor(call, me).some(([, wish]) => wish === command),
  )
  if (fitting.length === 0) return null
  const { callSid, wrapUp } = random.pick(fitting)
  return { what: 'command', callSid, command, body: bodyOf(command, random, [], wrapUp) }
}

function bodyOf(
  command: string,
  random: SeededRandom,
  people: readonly string[],
  seen: CallView['wrapUp'],
): object {
  if (command === 'park') {
    const one = people.length === 0 ? {} : { for: random.pick(people) }
    const elseTo = random.pick(['voicemail', ...OUTSIDE, ...people.map((id) => `agent:${id}`)])
    return random.pick([{}, { slot: 1 }, { slot: 2, note: 'waits' }, one, { ...one, elseTo }, { elseTo }])
  }
  // Each adds a letter to the note that it has seen. So the note now holds all that was noted before.
  if (command === 'wrap-up')
    return { note: `${seen?.note ?? ''}${random.pick(['a', 'b', 'c'])}`, instead: seen?.at ?? null }
  if (command === 'quality')
    return { seconds: 9, mos: 4.3, rttMs: 50, jitterMs: 2, lostPercent: 0, warnings: [], graph: '9' }
  if (command === 'PUT monitor') return { mode: random.pick(['listen', 'whisper', 'join']) }
  if (command === 'PUT recording') return { state: random.pick(['on', 'paused', 'off']) }
  if (command !== 'transfer') return {}
  const to = random.pick([...people.map((id) => `agent:${id}`), ...OUTSIDE])
  return { to, kind: random.pick(['blind', 'consult']) }
}

function wishesFor(call: CallView, me: string): [weight: number, command: string][] {
  return [...wishesOfAgent(call, me), ...wishesOfSupervisor(call, me)]
}

/** Other roles are refused. */
function wishesOfSupervisor(call: CallView, me: string): [weight: number, command: string][] {
  if (call.supervision?.by === me)
    return [
      [0.5, 'PUT monitor'],
      [0.1, 'DELETE monitor'],
      [0.2, 'take-over'],
    ]
  const isTalk = ['active', 'transferring', 'parked'].includes(call.status) && call.agentId !== me
  return isTalk && call.supervision === null ? [[0.8, 'PUT monitor']] : []
}

function wishesOfAgent(call: CallView, me: string): [weight: number, command: string][] {
  const mine = call.agentId === me
  const asTarget = (weight: number): [number, string][] =>
    call.transfer?.to === `agent:${me}` ? [[weight, 'leave']] : []
  switch (call.state) {
    case 'ringing.offering':
    case 'parked.returning':
    case 'ringing.calling':
      return call.offeredTo.includes(me)
        ? [
            [6, 'claim'],
            [0.7, 'decline'],
          ]
        : [[0.2, 'claim']]
    case 'active.dialling':
      return mine ? [[0.3, 'hangup']] : []
    case 'active.talking':
      return mine
        ? [
            [2, 'hold'],
            [2, 'park'],
            [4, 'transfer'],
            [0.6, 'hangup'],
            [0.4, 'wrap-up'],
            [0.2, 'quality'],
            [0.4, 'confirm-caller'],
            [call.recordingRule === 'never' ? 0 : 1.2, 'PUT recording'],
          ]
        : [[0.3, 'wrap-up']]
    case 'active.held':
      return mine
        ? [
            [2, 'resume'],
            [2, 'swap'],
            [0.5, 'park'],
            [0.5, 'transfer'],
          ]
        : []
    case 'parked.waiting':
      return [
        [1, 'unpark'],
        [0.1, 'hangup'],
        [call.parked?.by === me ? 0.1 : 0, 'transfer/cancel'],
      ]
    case 'transferring.offering':
      if (call.transfer?.to === `agent:${me}`)
        return [
          [5, 'claim'],
          [1, 'decline'],
        ]
      return call.transfer?.from === me
        ? [
            [0.7, 'transfer/cancel'],
            [0.5, 'transfer/complete'],
          ]
        : []
    case 'transferring.consulting':
      return call.transfer?.from === me
        ? [
            [2, 'transfer/complete'],
            [1, 'transfer/cancel'],
            [2, 'merge'],
            [1, 'resume'],
          ]
        : asTarget(0.7)
    case 'transferring.swapped':
      return call.transfer?.from === me
        ? [
            [2, 'hold'],
            [1, 'merge'],
            [0.6, 'transfer/complete'],
            [0.4, 'transfer/cancel'],
          ]
        : asTarget(0.4)
    case 'active.threeWay':
      return call.transfer?.from === me
        ? [
            [1.5, 'leave'],
            [0.4, 'transfer/complete'],
            [0.7, 'transfer/cancel'],
            [0.7, 'hold'],
          ]
        : asTarget(1)
    case 'parked.dialling':
      return [
        [0.3, 'unpark'],
        [call.parked?.by === me ? 0.4 : 0, 'transfer/cancel'],
      ]
    case 'voicemail.recording':
      return [[0.3, 'claim']]
    case 'ended':
      // The card disappears while the agent reaches for it.
      return [
        [0.1, 'park'],
        [0.1, 'claim'],
        [0.3, 'wrap-up'],
        [0.2, 'quality'],
      ]
    default:
      return []
  }
}
