/** A stored actor in the form that some version gave it: plain JSON. */
export interface StoredRecord {
  readonly id: string
  /** Of the machine that wrote the snapshot. */
  readonly version: number
  readonly snapshot: unknown
  readonly timers: unknown
  readonly view: unknown
}

/** Brings a record that an older version wrote to this version's form. Pure. */
export type Upgrade = (record: StoredRecord) => StoredRecord
