import { z } from 'zod'
import { callMachine } from '../../machines/call/machine.ts'
import { type CallSnapshot, CallView } from '../../machines/call/view.ts'
import { restore, type Timer, Timers } from './decide.ts'

/** A call as this process holds it between two events: no more than a copy of what Redis has. */
export interface CallRecord {
  rev: number
  snapshot: CallSnapshot
  timers: Timer[]
  view: CallView
}

const Stored = z.tuple([z.string(), z.string(), z.string(), z.string(), z.string(), z.string()])

/** From rev, at, snapshot, timers, view, version as the hash has them; null when there is no such call. */
export function callRecordFrom(fields: readonly unknown[]): CallRecord | null {
  if (fields[2] === null || fields[2] === undefined) return null
  const [rev, , snapshot, timers, view] = Stored.parse(fields)
  return {
    rev: Number(rev),
    snapshot: restore(callMachine, snapshot),
    timers: Timers.parse(JSON.parse(timers)),
    view: CallView.parse(JSON.parse(view)),
  }
}

export const CALL_FIELDS = ['rev', 'at', 'snapshot', 'timers', 'view', 'version'] as const
