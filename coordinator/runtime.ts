import { randomUUID } from 'node:crypto'

/** Ends what was begun. May be called more than once. */
type Stop = () => void

export interface Clock {
  /** Milliseconds since the epoch. */
  now(): number
}

/**
 * What a process takes from the machine it runs on, beside the time of day: how long things take, the
 * order in which they come to pass, and chance. Handed in, so that a test decides all three.
 */
export interface Runtime {
  /** Milliseconds since some beginning; never set back, whatever happens to the clock. */
  elapsed(): number
  after(ms: number, what: () => void): Stop
  every(ms: number, what: () => void): Stop
  /** When all that is under way in this turn of the event loop is done. */
  nextTurn(what: () => void): void
  /** From 0 up to, but not including, 1. */
  random(): number
  uuid(): string
}

export const systemRuntime: Runtime = {
  elapsed: () => performance.now(),
  after(ms, what) {
    const timer = setTimeout(what, ms)
    return () => clearTimeout(timer)
  },
  every(ms, what) {
    const timer = setInterval(what, ms)
    return () => clearInterval(timer)
  },
  nextTurn: (what) => void setImmediate(what),
  random: Math.random,
  uuid: randomUUID,
}

/** Resolves after that long. */
export const pause = ({ after }: Pick<Runtime, 'after'>, ms: number) =>
  new Promise<void>((resolve) => void after(ms, resolve))
