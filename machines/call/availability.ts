/**
 * What one call must know of all the others when it decides: who could take a call, and which slots
 * are free. It is a picture taken at the edge, like the time; the commit verifies what must be exact.
 */
export interface Availability {
  /** Agents who are available and talk on no call. */
  readonly offerable: readonly string[]
  /** Whether anybody at all is signed in. */
  readonly staffed: boolean
  /** Free slots of the lot, lowest first. */
  readonly freeSlots: readonly number[]
}

/** Every event carries when it entered the process, and the desk as it was then. */
export interface Stamp {
  /** Milliseconds since the epoch. */
  readonly at: number
  readonly availability: Availability
}
