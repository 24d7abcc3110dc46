import type { SnapshotFrom } from 'xstate'
import { z } from 'zod'
import type { ActorKind, ActorTypes } from './actor-kind.ts'
import { restore } from './decide.ts'
import { ActorIsNewer } from './newer.ts'
import type { StoredRecord, Upgrade } from './stored-record.ts'
import { type Timer, Timers } from './timer.ts'

/** An actor as a process holds it between two events: a copy of what Redis has. */
export interface ActorRecord<T extends ActorTypes> {
  /** 0: it is not stored yet. */
  rev: number
  /** When that rev was committed, ms since the epoch. */
  at: number
  snapshot: SnapshotFrom<T['machine']>
  timers: Timer[]
  view: T['view']
}

export const RECORD_FIELDS = ['rev', 'at', 'snapshot', 'timers', 'view', 'version'] as const

const Fields = z.tuple([z.string(), z.string(), z.string(), z.string(), z.string().nullish(), z.string()])

type Readable<T extends ActorTypes> = Pick<
  ActorKind<T>,
  'machine' | 'version' | 'upgrade' | 'view' | 'viewOf'
>

/**
 * The record of `RECORD_FIELDS` as the hash has them; null when there is none. One that an older version wrote is
 * upgraded here, since a process of that version may still run and write such records at any time.
 * @throws ActorIsNewer
 */
export function recordFrom<T extends ActorTypes>(
  kind: Readable<T>,
  id: string,
  fields: readonly unknown[],
): ActorRecord<T> | null {
  if (fields[2] === null || fields[2] === undefined) return null
  const [rev, at, snapshotJson, timersJson, viewJson, writtenBy] = Fields.parse(fields)
  const version = Number(writtenBy)
  if (version > kind.version) throw new ActorIsNewer(id, version)
  const timers: unknown = JSON.parse(timersJson)
  const view: unknown = viewJson ? JSON.parse(viewJson) : null
  const stored =
    version === kind.version
      ? { json: snapshotJson, timers, view }
      : upgraded(kind.upgrade, { id, version, snapshot: JSON.parse(snapshotJson), timers, view })
  const snapshot: SnapshotFrom<T['machine']> = restore(kind.machine, stored.json)
  const change = { rev: Number(rev), at: Number(at) }
  return {
    ...change,
    snapshot,
    timers: Timers.parse(stored.timers),
    view: viewIn(kind, stored.view, snapshot, change),
  }
}

/** A version that did not store views yet may have written the record, and may have left the view of an earlier rev. */
function viewIn<T extends ActorTypes>(
  kind: Readable<T>,
  stored: unknown,
  snapshot: SnapshotFrom<T['machine']>,
  change: { rev: number; at: number },
): T['view'] {
  const view = stored === null ? null : kind.view.parse(stored)
  return view?.rev === change.rev ? view : kind.viewOf(snapshot, { ...change, before: null })
}

function upgraded(upgrade: Upgrade, record: StoredRecord) {
  const { snapshot, timers, view } = upgrade(record)
  return { json: JSON.stringify(snapshot), timers, view }
}
