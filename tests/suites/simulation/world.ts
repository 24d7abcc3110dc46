import { createHash } from 'node:crypto'
import type { Redis } from 'ioredis'
import type { SpendingCaps } from '../../../coordinator/dialling/spending.ts'
import { NEW_OFFICE, type Office, RecordingWhen } from '../../../coordinator/protocol/office/settings.ts'
import { keysOf } from '../../../coordinator/redis/keys.ts'
import { SeededRandom } from '../../setup/seeded-random.ts'
import { Agents } from './agents.ts'
import { Callers } from './callers.ts'
import { Coordinators } from './coordinators.ts'
import { FaultInjector } from './faults.ts'
import { Jobs } from './jobs.ts'
import type { Mutant } from './mutants.ts'
import { Rules } from './rules.ts'
import { Scheduler } from './scheduler.ts'
import { type ExecutedCommand, Store } from './store.ts'
import { SimulatedTwilio } from './twilio.ts'

export interface Violation {
  rule: string
  why: string
  /** Virtual milliseconds since the beginning. */
  at: number
}

export interface WorldOptions {
  seed: number
  redis: Redis
  mutant?: Mutant
  /** Faults to leave out, by their number: to find those that matter. */
  without?: ReadonlySet<number>
}

/** One simulated world: builds its parts and keeps its clock, its story and its first violation. */
export class World {
  readonly scheduler = new Scheduler()
  readonly random: SeededRandom
  readonly faults: FaultInjector
  readonly mutant: Mutant
  readonly site: string
  /** A few worlds last until the sweep asks Twilio about calls that have had no event for long. */
  readonly isLong: boolean
  readonly keys: ReturnType<typeof keysOf>
  /** Of legs to numbers outside: in some worlds low, so that agents run into them. */
  readonly caps: Pick<SpendingCaps, 'legsOfAgent' | 'legs'>
  readonly store: Store
  readonly rules: Rules
  readonly coordinators: Coordinators
  readonly jobs: Jobs
  readonly twilio: SimulatedTwilio
  readonly agents: Agents
  readonly callers: Callers
  /** When the office is open, and what callers hear. */
  readonly office: Office
  /** No process can reach Redis. */
  redisAway = false
  /** Agents do nothing and callers do not hang up. */
  quiet = false
  /** Quiet, and without faults. */
  faultFree = false
  violation: Violation | null = null
  /** What happened, in words. */
  readonly story: string[] = []
  readonly #began: number
  readonly #hash = createHash('sha256')
  #waiting = new Set<() => void>()

  constructor({ seed, redis, mutant, without }: WorldOptions) {
    this.mutant = mutant ?? { name: 'none' }
    this.random = new SeededRandom(String(seed))
    this.#began = this.scheduler.now
    this.isLong = seed % 40 === 0
    this.office = {
      ...hoursOf(this.random.fork('hours')),
      recording: recordingOf(this.random.fork('recording')),
    }
    this.caps = this.random.fork('caps').pick([
      { legsOfAgent: 1, legs: 1 },
      { legsOfAgent: 1, legs: 2 },
      { legsOfAgent: 2, legs: 3 },
      { legsOfAgent: 5, legs: 50 },
    ])
    this.faults = new FaultInjector(
      this.random.fork('faults'),
      without ?? new Set(),
      () => this.scheduler.now,
    )
    // Worlds run at the same time: two of the same seed must not share keys.
    World.#count += 1
    this.site = `sim-${seed}-${World.#count}`
    this.keys = keysOf(this.site)
    const rewrite = this.mutant.script ?? ((_, source) => source)
    this.store = new Store(redis, this.keys.prefix, () => Math.floor(this.scheduler.now), rewrite)
    this.rules = new Rules(this)
    this.coordinators = new Coordinators(this, this.random.fork('office'))
    this.jobs = new Jobs(this, this.random.fork('jobs'))
    this.twilio = new SimulatedTwilio(this, this.random.fork('twilio'))
    this.agents = new Agents(this, this.random.fork('agents'))
    this.callers = new Callers(this, this.random.fork('callers'))
  }
  static #count = 0

  get over() {
    return this.violation !== null
  }

  get elapsed() {
    return this.scheduler.now - this.#began
  }

  /** Lets time pass until a rule is broken or `until` holds. */
  pass(ms: number, until = () => false): Promise<void> {
    return this.scheduler.pass(ms, () => this.over || until())
  }

  note(line: string) {
    const told = `${(this.elapsed / 1000).toFixed(3).padStart(8)}  ${line}`
    this.story.push(told)
    this.#hash.update(told)
  }

  noteCommand(process: string, { name, args }: ExecutedCommand) {
    const words = `${this.elapsed} ${process} ${name} ${args.join(' ')}`
    this.#hash.update(words.replaceAll(this.site, 'site'))
  }

  /** Of everything that has happened. */
  digest(): string {
    return this.#hash.copy().digest('hex')
  }

  fail(rule: string, why: string) {
    if (this.violation) return
    this.violation = { rule, why, at: this.elapsed }
    this.note(`BROKEN ${rule}: ${why}`)
  }

  /** Calls back once, when an entry is appended to the feed. @returns cancels it */
  onFeedAppend(what: () => void): () => void {
    this.#waiting.add(what)
    return () => void this.#waiting.delete(what)
  }

  wakeReaders() {
    const waiting = [...this.#waiting]
    this.#waiting.clear()
    for (const wake of waiting) wake()
  }
}

/** Most offices are open and say nothing. */
function hoursOf(random: SeededRandom): Office {
  const closed = { mon: [], tue: [], wed: [], thu: [], fri: [], sat: [], sun: [] }
  const greeting = { kind: 'say', text: 'Welcome.' } as const
  switch (random.int(12)) {
    case 0:
      return { ...NEW_OFFICE, greeting }
    case 1:
      return { ...NEW_OFFICE, week: closed, whenClosed: 'voicemail' }
    case 2:
      return { ...NEW_OFFICE, week: closed, whenClosed: 'hangup' }
    default:
      return NEW_OFFICE
  }
}

const WHEN = RecordingWhen.options

/** Half of the offices have no call recorded. */
function recordingOf(random: SeededRandom): Office['recording'] {
  if (random.happens(0.5)) return NEW_OFFICE.recording
  const [inbound, outbound] = [random.pick(WHEN), random.pick(WHEN)]
  return { ...NEW_OFFICE.recording, inbound, outbound, announces: random.happens(0.6) }
}
