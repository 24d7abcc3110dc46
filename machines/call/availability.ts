/**
 * What the decision of one call needs to know of all other calls and agents. It is read where the event enters the
 * process, like the time. It may be a moment old: the commit checks again that the agent and the slot are free.
 */
export interface Availability {
  /** Agents who are available and talk on no call. */
  readonly freeAgents: readonly string[]
  /** Those of `freeAgents` whose console can ring, or has not had the time to prove it. */
  readonly reachableAgents: readonly string[]
  /**
   * Agents, free or busy, who owe an acknowledgement of a ring. A console of theirs has proven that it can ring, or they
   * have no console. Without a console no acknowledgement comes.
   */
  readonly dueToAcknowledge: readonly string[]
  readonly anyoneSignedIn: boolean
  /** Free parking slots, the lowest first. */
  readonly freeSlots: readonly number[]
}

/** What every event carries from the moment at which it enters the process. */
export interface EventStamp {
  /** Milliseconds since the epoch. */
  readonly at: number
  readonly availability: Availability
}
