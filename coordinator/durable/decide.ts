import {
  type AnyActorLogic,
  type AnyActorScope,
  type AnyMachineSnapshot,
  type AnyStateMachine,
  createActor,
  type EventFromLogic,
  type SnapshotFrom,
} from 'xstate'
import { z } from 'zod'
import type { Timer, TimerChange } from './timer.ts'

export interface Decision<Machine extends AnyStateMachine> extends TimerChange {
  snapshot: SnapshotFrom<Machine>
  changed: boolean
}

/** XState's own clock keeps delays in memory, where a crash loses them. It must never run. */
const noClock = {
  setTimeout: (): never => {
    throw new Error('A delay of the chart must become a stored timer')
  },
  clearTimeout: (): never => {
    throw new Error('A delay of the chart must become a stored timer')
  },
}

/** How `transition` describes a delay. Its other actions are data, and nothing runs them. */
const Raise = z.object({
  type: z.literal('xstate.raise'),
  params: z.object({ id: z.string(), delay: z.number() }),
})
const Cancel = z.object({ type: z.literal('xstate.cancel'), params: z.object({ sendId: z.string() }) })

/**
 * What the machine makes of an event. Pure: nothing runs, nothing is stored.
 *
 * @param rev the rev that the change will have
 * @param at the event's time, from which delays count (ms since the epoch)
 */
export function decide<Machine extends AnyStateMachine>(
  machine: Machine,
  before: { snapshot: SnapshotFrom<Machine>; timers: readonly Timer[] },
  event: EventFromLogic<Machine>,
  rev: number,
  at: number,
): Decision<Machine> {
  const actions: Effect[] = []
  const logic: AnyActorLogic = machine
  const scope = scopeFor(machine, before.snapshot, actions)
  const snapshot: SnapshotFrom<Machine> = logic.transition(before.snapshot, event, scope)
  // A state that is entered again unchanged is the same object, but its delays start again.
  if (snapshot === before.snapshot && actions.length === 0)
    return { snapshot, changed: false, timers: [...before.timers], added: [], dropped: [] }
  compact(snapshot)
  const set = timersAfter(before.timers, actions, rev, at)
  return { snapshot, changed: true, ...set }
}

/** V8 keeps the fields of a context that `assign` made in a hash table, which makes each later read slow. A copy is fast. */
function compact(snapshot: AnyMachineSnapshot) {
  snapshot.context = { ...snapshot.context }
}

interface Effect {
  type: string
  params?: unknown
}

/** One actor of each machine that never starts: `transition` needs an actor as its scope. */
const inert = new WeakMap<AnyStateMachine, AnyActorScope['self']>()

/**
 * The scope of a transition. XState's own `transition` makes a new one for each event, with an actor whose initial state
 * it computes: that takes longer than the decision.
 */
function scopeFor(machine: AnyStateMachine, snapshot: AnyMachineSnapshot, effects: Effect[]): AnyActorScope {
  let self = inert.get(machine)
  if (!self) {
    self = createActor(machine, { snapshot: machine.getPersistedSnapshot(snapshot), clock: noClock })
    inert.set(machine, self)
  }
  return { ...NOTHING_HAPPENS, self, system: self.system, actionExecutor: (effect) => effects.push(effect) }
}

const NOTHING_HAPPENS = {
  id: '',
  sessionId: '',
  logger: () => undefined,
  defer: () => undefined,
  emit: () => undefined,
  stopChild: () => undefined,
}

/** An actor's timers after a transition has set some and cancelled others. */
export function timersAfter(
  before: readonly Timer[],
  actions: readonly Effect[],
  rev: number,
  at: number,
): TimerChange {
  let timers = [...before]
  for (const [n, action] of actions.entries()) {
    if (action.type === 'xstate.cancel') {
      const { sendId } = Cancel.parse(action).params
      timers = timers.filter((timer) => timer.event !== sendId)
    } else if (action.type === 'xstate.raise') {
      const { id, delay } = Raise.parse(action).params
      timers.push({ token: `${rev}.${at}.${n}`, event: id, dueAt: at + delay })
    }
  }
  return {
    timers,
    added: timers.filter((timer) => !before.includes(timer)),
    dropped: before.filter((timer) => !timers.includes(timer)),
  }
}

/**
 * A stored snapshot as the machine works on it.
 * @throws when it is not a snapshot of this machine
 */
export function restore<Machine extends AnyStateMachine>(
  machine: Machine,
  json: string,
): SnapshotFrom<Machine> {
  const logic: AnyActorLogic = machine
  const snapshot = createActor(logic, { snapshot: JSON.parse(json), clock: noClock }).getSnapshot()
  const { status }: { status: string } = snapshot
  if (status === 'error') throw new Error('A stored snapshot could not be restored')
  return snapshot
}

export const persist = <Machine extends AnyStateMachine>(machine: Machine, snapshot: SnapshotFrom<Machine>) =>
  JSON.stringify(machine.getPersistedSnapshot(snapshot))
