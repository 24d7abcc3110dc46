import { z } from 'zod'

/** A delay of a chart, made durable. It fires only while the actor's record still holds its token. */
export const Timer = z.object({
  /**
   * `<rev>.<at>.<n>` of the change that set it. So it differs from the token of an earlier visit to the same state, and from
   * that of an actor that Redis has forgotten.
   */
  token: z.string(),
  /** XState's own name of the delay, which is also the type of the event that it raises. */
  event: z.string(),
  /** Milliseconds since the epoch. */
  dueAt: z.number(),
})
export type Timer = z.infer<typeof Timer>
export const Timers = z.array(Timer)

/** What a transition does to an actor's timers. */
export interface TimerChange {
  timers: Timer[]
  added: Timer[]
  dropped: Timer[]
}

export const NO_TIMERS: TimerChange = { timers: [], added: [], dropped: [] }

/** The event that XState raises when a delay has passed. */
export interface DelayEvent {
  type: `xstate.after.${string}`
}

const PREFIX = 'xstate.after.'

export const isDelay = (event: { type: string }): event is DelayEvent => event.type.startsWith(PREFIX)

export const delayEventOf = ({ event }: Timer): DelayEvent => ({
  type: `${PREFIX}${event.slice(PREFIX.length)}`,
})

/** How the index of all timers names one. */
export const timerMember = (kind: string, id: string, token: string) => `${kind}|${id}|${token}`
