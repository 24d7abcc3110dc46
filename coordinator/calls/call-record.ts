import { z } from 'zod'
import { CALL_MACHINE_VERSION, callMachine } from '../../machines/call/machine.ts'
import type { CallSnapshot } from '../../machines/call/snapshot.ts'
import { restore, type Timer, Timers } from '../durable/decide.ts'
import { CallIsNewer } from '../durable/newer.ts'
import { CallView } from '../protocol/call-view.ts'

/** A call as this process holds it between two events: no more than a copy of what Redis has. */
export interface CallRecord {
  rev: number
  /** When it became so, ms since the epoch. */
  at: number
  snapshot: CallSnapshot
  timers: Timer[]
  view: CallView
}

/** A stored call in whatever form a version left it: plain JSON. */
export interface StoredCall {
  readonly callSid: string
  /** Of the machine that wrote the snapshot. */
  readonly version: number
  readonly snapshot: unknown
  readonly timers: unknown
  readonly view: unknown
}

/** Brings a call that an older version wrote to this one's form. Pure. */
export type Upgrade = (call: StoredCall) => StoredCall

const Stored = z.tuple([z.string(), z.string(), z.string(), z.string(), z.string(), z.string()])

/**
 * From rev, at, snapshot, timers, view, version as the hash has them; null when there is no such call.
 * A call of an older version, which one that still runs beside this one may write at any time, is upgraded as it
 * is read.
 * @throws CallIsNewer
 */
export function callRecordFrom(
  callSid: string,
  fields: readonly unknown[],
  upgrade: Upgrade,
  machine = callMachine,
): CallRecord | null {
  if (fields[2] === null || fields[2] === undefined) return null
  const [rev, at, snapshot, timersJson, viewJson, writtenBy] = Stored.parse(fields)
  const version = Number(writtenBy)
  if (version > CALL_MACHINE_VERSION) throw new CallIsNewer(callSid, version)
  const timers: unknown = JSON.parse(timersJson)
  const view: unknown = JSON.parse(viewJson)
  const call =
    version === CALL_MACHINE_VERSION
      ? { snapshot, timers, view }
      : upgraded({ callSid, version, snapshot: JSON.parse(snapshot), timers, view }, upgrade)
  return {
    rev: Number(rev),
    at: Number(at),
    snapshot: restore(machine, call.snapshot),
    timers: Timers.parse(call.timers),
    view: CallView.parse(call.view),
  }
}

function upgraded(call: StoredCall, upgrade: Upgrade) {
  const { snapshot, timers, view } = upgrade(call)
  return { snapshot: JSON.stringify(snapshot), timers, view }
}

export const CALL_FIELDS = ['rev', 'at', 'snapshot', 'timers', 'view', 'version'] as const
