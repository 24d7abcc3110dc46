import { randomUUID } from 'node:crypto'

/** Stops the timer. May be called more than once. */
type Stop = () => void

export interface Clock {
  /** Milliseconds since the epoch. */
  now(): number
}

/** Timers, monotonic time, chance and ids. They are handed in, so that a test decides all of them. */
export interface Runtime {
  /** Milliseconds since some fixed moment. Never goes back, also when the clock does. */
  elapsed(): number
  after(ms: number, what: () => void): Stop
  every(ms: number, what: () => void): Stop
  /** Runs it after everything that this turn of the event loop still does. */
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
