import type { CallEventBody } from '../../machines/call/events.ts'
import type { callMachine } from '../../machines/call/machine.ts'
import type { CallView } from '../protocol/call-view.ts'
import type { ProblemCode } from '../protocol/problem.ts'
import type { TimelineEntry } from '../protocol/timeline.ts'
import type { CarrierCommand } from './carrier-command.ts'

/** An agent a call is to be offered to alone. `rings`: no console has said that it cannot ring. */
export interface Target {
  agentId: string
  free: boolean
  rings: boolean
}

/** What Redis has told where this process's view of the desk was too old to decide on. */
export interface CallFacts {
  takenSlots?: number[]
  /** Whether the agent the call is to be offered to alone can take it. */
  target?: Target
  /** Of a new call: the agent who called, or who is called, talks on another call by now. */
  unwanted?: true
  /** Of a new call: its end was told before its beginning. */
  endedEarly?: true
}

export interface CallTypes {
  machine: typeof callMachine
  event: CallEventBody
  view: CallView
  facts: CallFacts
  code: ProblemCode
  command: CarrierCommand
  entry: TimelineEntry
}
