import { fileURLToPath } from 'node:url'

/** A call as a version stored it, with what stood in the indexes for it. */
export interface Kept {
  name: string
  rev: number
  at: number
  version: number
  snapshot: unknown
  timers: { token: string; event: string; dueAt: number }[]
  view: unknown
  slot: number | null
  legs: string[]
  talkers: string[]
  endedAt: number | null
}

export const fileOf = (version: number) =>
  fileURLToPath(new URL(`./version-${version}.json`, import.meta.url))
