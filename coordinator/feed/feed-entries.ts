import { z } from 'zod'
import type { FeedEntry } from '../durable/feed-entry.ts'

const RawEntry = z.tuple([z.string(), z.array(z.string())])

/** Does not check the rest of the entry. */
export const idOf = (raw: unknown): string => (Array.isArray(raw) ? String(raw[0]) : '')

/** `[id, [field, value, …]]` as Redis answers it. */
export function entryFrom(raw: unknown): FeedEntry {
  const [id, fields] = RawEntry.parse(raw)
  return { id, t: fieldOf(fields, 't'), d: fieldOf(fields, 'd') }
}

const fieldOf = (fields: readonly string[], name: string) => fields[fields.indexOf(name) + 1] ?? ''

/** Whether a stream id is later than another: milliseconds first, then the count within them. */
export function isAfter(id: string, other: string): boolean {
  const dash = id.indexOf('-')
  const otherDash = other.indexOf('-')
  const ms = Number(id.slice(0, dash))
  const otherMs = Number(other.slice(0, otherDash))
  return ms === otherMs ? Number(id.slice(dash + 1)) > Number(other.slice(otherDash + 1)) : ms > otherMs
}
