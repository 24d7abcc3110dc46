import { monitorEventLoopDelay } from 'node:perf_hooks'
import { setTimeout as pause } from 'node:timers/promises'
import { AgentEntry, agentViewOf } from '../../../coordinator/agents/roster.ts'
import { endedViews } from '../../../coordinator/calls/ended-views.ts'
import { CallView } from '../../../coordinator/protocol/call-view.ts'
import { TimelineEntry } from '../../../coordinator/protocol/timeline.ts'
import { upgradeCall } from '../../../migrations/index.ts'
import { type CheckOptions, check, unrest } from '../checker/check.ts'
import { isLive, type Observed, type SentCommand, type StoredFeedEntry } from '../checker/observed.ts'
import { carriedOver } from '../checker/stretch.ts'
import type { TestDeployment } from '../deployment.ts'
import { isLater } from '../feed-id.ts'
import { SeededRandom } from '../seeded-random.ts'
import { StormAgent } from './agent.ts'
import { CarrierWatch } from './carrier.ts'
import { evidence } from './evidence.ts'

export interface StormOptions {
  /** How many callers are on the line at once. */
  callers: number
  agents: number
  /** Between two things that one agent does. */
  everyMs?: number
  /** The share of unanswered commands that an agent does not send again, 0 to 1. */
  givesUp?: number
  /** How many callers of a hundred hang up within a second. */
  hangUpPercent?: number
}

/** A part of the feed that is read at once. */
const PAGE = 2000
const LOOK_EVERY_MS = 40

/**
 * Many callers and agents at once, through all flows of a deployment, over its API and its (simulated) carrier alone. It
 * goes on when parts break, and notes all that was seen and answered. The checker judges it:
 *
 * const storm = await openStorm(deployment, { callers: 50, agents: 12 })
 * storm.rage()
 * // … break something, mend it …
 * await storm.calm()
 * const tookMs = await storm.rests(20_000)
 * expect(await storm.judge()).toEqual([])
 * storm.begin()
 */
export class Storm {
  readonly agents: StormAgent[]
  readonly carrier: CarrierWatch
  /** The same `STORM_SEED` gives the same chances; what meets what is up to the machine all the same. */
  readonly seed = Number(process.env.STORM_SEED ?? Math.floor(Math.random() * 2 ** 32))
  readonly #random: SeededRandom
  /** How late this process runs its timers: it is the carrier, the load balancer and all agents. */
  readonly #lag = monitorEventLoopDelay()
  #raging = false
  #loops: Promise<void>[] = []
  #feed: StoredFeedEntry[] = []
  #since = '0-0'
  #lastRead = '-'
  #earlier: readonly SentCommand[] = []
  #lastObserved: Observed | null = null
  #counted = new WeakSet<SentCommand>()
  #judged = { calls: new Set<string>(), acknowledged: 0, refused: 0, unavailable: 0, unknown: 0, commits: 0 }

  constructor(
    private readonly deployment: TestDeployment,
    private readonly options: StormOptions,
  ) {
    this.#random = new SeededRandom(this.seed)
    this.#lag.enable()
    this.carrier = new CarrierWatch(deployment.simulatorUrl)
    this.agents = Array.from(
      { length: options.agents },
      (_, n) =>
        new StormAgent(
          `agent_${n + 1}`,
          deployment.publicUrl,
          this.carrier,
          new SeededRandom(this.seed + n + 1),
          options.givesUp,
        ),
    )
  }

  /** Gives each agent an account, signs them in and makes them available. */
  async open(): Promise<void> {
    await this.deployment.hire(...this.agents.map(({ agentId }) => agentId))
    for (const agent of this.agents) await agent.arrive()
    await this.#until(() =>
      this.agents.every((agent) => agent.console.desk.agents.size >= this.agents.length),
    )
  }

  /** Callers call and agents act on what they see, until `stop`. */
  start(): void {
    if (this.#raging) return
    this.#raging = true
    this.#loops = [this.#callersCome(), ...this.agents.map((agent) => this.#agentActs(agent))]
  }

  /** Starts nothing new. Resolves when every command under way was answered or given up. */
  async stop(): Promise<void> {
    this.#raging = false
    await Promise.all(this.#loops)
    this.#loops = []
  }

  /**
   * Waits until every caller is where the call's state says and every screen shows it.
   * @returns after how many ms
   * @throws {Error} that says what was not at rest
   */
  async untilSettled(withinMs: number): Promise<number> {
    const began = performance.now()
    let restless: string[] = []
    while (performance.now() - began < withinMs) {
      restless = await this.observe().then(unrest, (error: unknown) => [`cannot be observed: ${error}`])
      if (restless.length === 0) return performance.now() - began
      await pause(LOOK_EVERY_MS)
    }
    const known = await this.#knownOf(restless).catch((error: unknown) => [String(error)])
    throw new Error([`Not at rest after ${withinMs} ms:`, ...restless, ...known].join('\n'))
  }

  /** Everything that is wrong with what happened since the storm, or its present stretch, began; in words. */
  async judge(options?: CheckOptions): Promise<string[]> {
    const observed = await this.observe()
    this.#count(observed)
    const found = check(observed, options)
    if (found.length === 0) return found
    // One piece, which is no finding of its own.
    return [...found.slice(0, 40), (await this.#knownOf(found)).join('\n')]
  }

  /** What may explain the findings in the last observation. */
  async #knownOf(found: readonly string[]): Promise<string[]> {
    return [
      `seed ${this.seed}; ${this.#heldUp}; ${await this.carrier.waited()}; the carrier's debugger:`,
      ...(await this.carrier.errors()).slice(-20),
      ...(await this.#requestsAbout(found)),
      ...(this.#lastObserved === null
        ? []
        : evidence(found, this.#lastObserved, this.deployment, this.agents)),
    ]
  }

  get #heldUp(): string {
    const [middle, worst] = [this.#lag.percentile(50), this.#lag.max].map((ns) => Math.round(ns / 1e6))
    return `the test itself was held up for ${middle} ms at a time, at worst for ${worst}`
  }

  /** Of the first few calls that are named: where a caller is, or why one is gone, is what the last of them brought. */
  async #requestsAbout(found: readonly string[]): Promise<string[]> {
    const named = [...new Set(found.flatMap((line) => line.match(/CA[0-9a-f]{32}/g) ?? []))].slice(0, 4)
    const tries = await Promise.all(named.map((callSid) => this.carrier.tries(callSid)))
    return named.flatMap((callSid, n) => [`${callSid}: what it asked`, ...(tries[n] ?? []).slice(-12)])
  }

  /**
   * Begins a new stretch where what was observed last ended, with what that one hands on. Look before you judge: what comes
   * between a judgement and a later look is never judged.
   */
  beginStretch(): void {
    const last = this.#lastObserved
    if (last === null) return
    const { feed, since, earlier } = carriedOver(last)
    this.#feed = [...feed]
    this.#since = since
    this.#earlier = earlier
    this.carrier.forget(last.legs.filter((leg) => !isLive(leg)))
    for (const [n, { commands, console }] of this.agents.entries()) {
      console.forget(last.consoles[n]?.seen.length ?? 0)
      commands.splice(0, commands.length, ...commands.filter((command) => !last.commands.includes(command)))
    }
    this.#lastObserved = null
  }

  async observe(): Promise<Observed> {
    const consoles = this.agents.map(({ console }) => console.log())
    const commands = this.agents.flatMap((agent) => agent.commands)
    const feed = await this.#readFeed()
    const callSids = [
      ...new Set([
        ...feed.flatMap((entry) => ('call' in entry ? [entry.call.callSid] : [])),
        ...this.carrier.liveCallers.map(({ callSid }) => callSid),
      ]),
    ]
    const { redis, keys } = this.deployment
    const [views, lines] = await Promise.all([
      endedViews(redis, keys, upgradeCall)(callSids),
      Promise.all(callSids.map((callSid) => redis.lrange(keys.history(callSid), 0, -1))),
    ])
    this.#lastObserved = {
      consoles,
      commands,
      earlier: this.#earlier,
      feed,
      since: this.#since,
      histories: new Map(
        callSids.map((callSid, n) => [
          callSid,
          (lines[n] ?? []).map((line) => TimelineEntry.parse(JSON.parse(line))),
        ]),
      ),
      stored: views,
      legs: [...this.carrier.legs.values()],
      hungUp: this.carrier.hungUp,
    }
    return this.#lastObserved
  }

  /** What was judged so far: numbers to print. */
  get figures() {
    const { calls, ...counts } = this.#judged
    return { calls: calls.size, ...counts }
  }

  async close(): Promise<void> {
    await this.stop()
    for (const agent of this.agents) agent.close()
    this.carrier.close()
    this.#lag.disable()
  }

  /**
   * An agent who waits long for an answer does less. Otherwise a slow machine falls ever further behind. It would take
   * longer than Twilio waits, and lose every caller who is just being moved.
   */
  async #agentActs(agent: StormAgent): Promise<void> {
    const { everyMs = 120 } = this.options
    let tookMs = 0
    while (this.#raging) {
      await pause(Math.max(everyMs, 2 * tookMs) * (0.5 + this.#random.next()))
      const began = performance.now()
      if (this.#raging) await agent.act().catch((error: unknown) => agent.noteFailure(error))
      tookMs = performance.now() - began
    }
  }

  async #callersCome(): Promise<void> {
    const { callers, hangUpPercent = 8 } = this.options
    const everyMs = 50
    while (this.#raging) {
      const here = this.carrier.liveCallers
      for (const { callSid } of here)
        if (this.#random.happens((hangUpPercent / 100) * (everyMs / 1000)))
          await this.carrier.hangsUp(callSid)
      const missing = Math.min(5, callers - here.length)
      for (let n = 0; n < missing; n++) await this.carrier.calls(this.#number())
      await pause(everyMs)
    }
  }

  #number = () => `+1217556${String(this.#random.whole(0, 9999)).padStart(4, '0')}`

  async #readFeed(): Promise<StoredFeedEntry[]> {
    const { redis, keys } = this.deployment
    for (;;) {
      const page = await redis.xrange(keys.feed, this.#lastRead, '+', 'COUNT', PAGE)
      for (const [id, [, kind, , data = '']] of page) {
        if (kind === 'call') this.#feed.push({ id, call: CallView.parse(JSON.parse(data)) })
        if (kind === 'agent') this.#feed.push({ id, agent: agentViewOf(AgentEntry.parse(JSON.parse(data))) })
      }
      this.#lastRead = page.length === 0 ? this.#lastRead : `(${page.at(-1)?.[0]}`
      if (page.length < PAGE) return [...this.#feed]
    }
  }

  #count({ commands, feed }: Observed) {
    const judged = this.#judged
    for (const entry of feed) if ('call' in entry) judged.calls.add(entry.call.callSid)
    judged.commits += feed.filter(({ id }) => isLater(id, this.#since)).length
    for (const command of commands) {
      if (this.#counted.has(command)) continue
      this.#counted.add(command)
      const { outcome } = command
      if (outcome.kind !== 'refused') judged[outcome.kind] += 1
      else judged[outcome.code === 'unavailable' ? 'unavailable' : 'refused'] += 1
    }
  }

  async #until(holds: () => boolean): Promise<void> {
    for (const began = performance.now(); !holds(); await pause(20))
      if (performance.now() - began > 20_000) throw new Error('The storm could not begin')
  }
}

export async function openStorm(deployment: TestDeployment, options: StormOptions): Promise<Storm> {
  const storm = new Storm(deployment, options)
  await storm.open()
  return storm
}
