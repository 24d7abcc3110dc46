import type { FinalStatus } from '../../machines/call/events.ts'

/** One entry of a call's history; `from` and `to` are its owner before and after. */
export interface TimelineEntry {
  rev: number
  at: string
  event: string
  by: string | null
  from: string | null
  to: string | null
  state: string
  /** What the decision rested on, where it is not the event alone. */
  evidence?: string
  /** How Twilio said that a number was not reached: what the agent who called it wants to know. */
  status?: FinalStatus
}
