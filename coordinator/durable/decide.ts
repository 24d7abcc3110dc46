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

/** A delay of the chart, made durable: it fires only while the record still holds its token. */
export const Timer = z.object({
  /**
   * `<rev>.<at>.<n>` of the change that set it, so that the timer of an earlier visit is not this one's, nor that of a
   * life which Redis has forgotten.
   */
  token: z.string(),
  /** XState's own name of the delay, and the type of the event it raises. */
  event: z.string(),
  /** Milliseconds since the epoch. */
  dueAt: z.number(),
})
export type Timer = z.infer<typeof Timer>
export const Timers = z.array(Timer)

export interface Decision<Machine extends AnyStateMachine> {
  snapshot: SnapshotFrom<Machine>
  changed: boolean
  timers: Timer[]
  added: Timer[]
  dropped: Timer[]
}

/** XState's clock would keep time in memory, where a crash forgets it. Nobody may start it. */
const noClock = {
  setTimeout: (): never => {
    throw new Error('A delay of the chart must become a stored timer')
  },
  clearTimeout: (): never => {
    throw new Error('A delay of the chart must become a stored timer')
  },
}

/** What `transition` tells of a delay; its other actions are data that nobody runs. */
const Raise = z.object({
  type: z.literal('xstate.raise'),
  params: z.object({ id: z.string(), delay: z.number() }),
})
const Cancel = z.object({ type: z.literal('xstate.cancel'), params: z.object({ sendId: z.string() }) })

/**
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
  // A state that is entered again with nothing new in it is the same object; its delays begin anew all the same.
  if (snapshot === before.snapshot && actions.length === 0)
    return { snapshot, changed: false, timers: [...before.timers], added: [], dropped: [] }
  compact(snapshot)
  const set = timersAfter(before.timers, actions, rev, at)
  return { snapshot, changed: true, ...set }
}

/** `assign` leaves a context whose fields V8 keeps in a hash table, and every later look at it is slow. */
function compact(snapshot: AnyMachineSnapshot) {
  snapshot.context = { ...snapshot.context }
}

interface Effect {
  type: string
  params?: unknown
}

/** An actor of each machine that is never started: only so that a transition has somebody to happen to. */
const inert = new WeakMap<AnyStateMachine, AnyActorScope['self']>()

/**
 * What XState's own `transition` makes anew for every event, with an actor whose initial state it tries to
 * compute without an input: that took longer than to decide.
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

/** The stored timers after a transition asked for some and cancelled others. */
export function timersAfter(
  before: readonly Timer[],
  actions: readonly Effect[],
  rev: number,
  at: number,
): { timers: Timer[]; added: Timer[]; dropped: Timer[] } {
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
 * A stored snapshot, alive again.
 * @throws when the stored snapshot is not one of this machine
 */
export function restore(machine: AnyStateMachine, json: string): SnapshotFrom<AnyStateMachine> {
  const snapshot = createActor(machine, {
    snapshot: JSON.parse(json),
    clock: noClock,
  }).getSnapshot()
  const { status }: { status: string } = snapshot
  if (status === 'error') throw new Error('A stored snapshot could not be restored')
  return snapshot
}

export const persist = <Machine extends AnyStateMachine>(machine: Machine, snapshot: SnapshotFrom<Machine>) =>
  JSON.stringify(machine.getPersistedSnapshot(snapshot))
