import type { SeededRandom } from '../../setup/seeded-random.ts'

/** The kinds of faults, and how likely each is at every occasion, in a run that has this kind. */
export const FAULTS = {
  // Of a connection to Redis, at any one command.
  redisFailsBefore: 0.004,
  redisFailsAfter: 0.004,
  redisAnswerLostAndResent: 0.006,
  redisResent: 0.003,
  redisStalls: 0.004,
  // Of all of Redis, decided every ten seconds.
  redisAway: 0.12,
  redisForgets: 0.04,
  // Of a process: around any command of its, or a request to Twilio.
  crashBefore: 0.0015,
  crashAfter: 0.0015,
  crashAtTwilio: 0.02,
  // Of Twilio.
  webhookLost: 0.06,
  webhookAnswerLost: 0.06,
  webhookTwice: 0.1,
  webhookLate: 0.1,
  twilioBusy: 0.08,
  twilioAnswerLost: 0.06,
  twilioSlow: 0.06,
  twilioLate: 0.06,
  twilioForgetful: 0.05,
  // Of the queue.
  jobTwice: 0.1,
  jobLate: 0.1,
  // Of browsers, at each of their moves.
  tabCrashes: 0.03,
  tabReloads: 0.05,
  streamBreaks: 0.05,
  streamHangs: 0.02,
  neverJoins: 0.06,
  legLost: 0.1,
  consoleDeaf: 0.02,
  consoleFreezes: 0.012,
  consoleLies: 0.015,
  // Of the echo of a beat.
  echoLost: 0.1,
  echoLate: 0.05,
} as const
export type Fault = keyof typeof FAULTS

const KINDS = Object.keys(FAULTS) as Fault[]

/** These hinder processes for a while, so that what they owe is late. */
const HINDERING = new Set<Fault>(KINDS.filter((kind) => /^(redis|crash|job)/.test(kind)))

/** Decides what goes wrong when. Each run has some kinds of faults only, and some runs have none. */
export class FaultInjector {
  readonly struck = new Map<Fault, number>()
  /** Counts the faults, so that single ones can be left out when the run is repeated. */
  occasions = 0
  /** When a process was last hindered, and when Redis or its connection last did that. */
  hinderedAt = Number.NEGATIVE_INFINITY
  redisHinderedAt = Number.NEGATIVE_INFINITY
  #levels = new Map<Fault, number>()
  #over = false

  constructor(
    private readonly random: SeededRandom,
    private readonly left: ReadonlySet<number>,
    private readonly now: () => number,
  ) {
    const rate = random.pick([0, 0.35, 0.35, 0.6, 1])
    for (const kind of KINDS)
      this.#levels.set(kind, random.happens(rate) ? FAULTS[kind] * random.pick([0.5, 1, 1, 3]) : 0)
  }

  strikes(kind: Fault): boolean {
    const would = this.random.next() < (this.#levels.get(kind) ?? 0)
    if (!would || this.#over) return false
    this.occasions += 1
    if (this.left.has(this.occasions)) return false
    if (HINDERING.has(kind)) this.hinders(kind.startsWith('redis') ? 'redis' : 'process')
    this.struck.set(kind, (this.struck.get(kind) ?? 0) + 1)
    return true
  }

  /** A process is hindered, or a hindrance has only just ended. */
  hinders(what: 'redis' | 'process' = 'process') {
    this.hinderedAt = this.now()
    if (what === 'redis') this.redisHinderedAt = this.hinderedAt
  }

  stop() {
    this.#over = true
  }
}
