import type { Logger } from 'pino'
import type { WhyDeaf } from '../../machines/agent/reachability.ts'
import { answersCalls } from '../../machines/ids.ts'
import type { AgentActors } from '../agents/agents-port.ts'
import type { EventBus } from '../events.ts'
import { type Echo, whyDeaf } from '../protocol/reachability.ts'
import type { RedisClient } from '../redis/client.ts'
import type { Keys } from '../redis/keys.ts'
import { RedisAway } from '../redis/redis-away.ts'
import { asking } from '../redis/script.ts'
import type { Runtime } from '../runtime.ts'
import type { ConsoleStream } from './console-stream.ts'
import type { Consoles } from './consoles.ts'
import type { DeskState } from './desk-state.ts'

/** A console that has not echoed a beat for that long is deaf. Beats come every ten seconds. */
const SILENT_AFTER_MS = 35_000
/** Consoles echo every second beat. One whose last echo is older than that has slept. */
const MISSED_AN_ECHO_MS = 22_000
const LOOK_EVERY_MS = 1_000
/** All consoles of a process may fall silent in the same moment. */
const REPORTED_AT_ONCE = 20

export interface EchoDeps {
  redis: RedisClient
  keys: Pick<Keys, 'echo'>
  agents: Pick<AgentActors, 'send' | 'heardEcho'>
  desk: Pick<DeskState, 'whyDeaf'>
  consoles: Pick<Consoles, 'get' | 'all'>
  runtime: Pick<Runtime, 'elapsed' | 'every'>
  events: Pick<EventBus, 'emit'>
  log: Pick<Logger, 'warn'>
}

/**
 * Keeps what each console proves by echoing beats. An echo is remembered by the process that serves the console's stream.
 * The agent's actor hears only what changes, so an echo is no commit.
 */
export class Echoes {
  #stopLooking: (() => void) | undefined
  /** The silence of consoles is being reported. */
  #isLooking = false

  constructor(private readonly deps: EchoDeps) {}

  start() {
    this.#stopLooking = this.deps.runtime.every(LOOK_EVERY_MS, () => void this.#look())
  }

  stop() {
    this.#stopLooking?.()
  }

  /**
   * The agent's console has echoed a beat.
   * @returns false when the agent has no such console open
   * @throws RedisAway when it changes whether the console rings, or when another process serves the console
   */
  async heard(agentId: string, consoleId: string, { facts }: Echo): Promise<boolean> {
    const { agents, consoles, desk, events, redis, keys, runtime } = this.deps
    const stream = consoles.get(consoleId)
    const known = desk.whyDeaf(agentId, consoleId)
    let slept = isSilent(known)
    if (stream?.console.agentId === agentId) {
      const now = runtime.elapsed()
      slept ||= now - stream.echoedAt > MISSED_AN_ECHO_MS
      stream.echoedAt = now
    }
    const why = whyDeaf(facts)
    // Before the agent's actor hears it: the process that serves the console would take the console for silent again.
    if (!stream) await asking(() => redis.set(keys.echo(consoleId), '', 'PX', SILENT_AFTER_MS))
    // This process may not know yet that the console has opened at another one.
    if (known !== why && !(await agents.heardEcho(agentId, consoleId, why))) {
      await asking(() => redis.del(keys.echo(consoleId)))
      return false
    }
    if (slept) events.emit('consoleAwoke', { agentId })
    else if (why === null) events.emit('consoleEchoed', { agentId })
    return true
  }

  /** Each console that is served here, and has been silent for too long, is deaf from now on. Without Redis the next look says so. */
  async #look() {
    if (this.#isLooking) return
    this.#isLooking = true
    const silent = this.deps.consoles.all.filter((stream) => this.#fellSilent(stream))
    const notNoted = (error: unknown) =>
      this.deps.log.warn({ err: error }, 'The silence of a console could not be noted yet')
    const report = (stream: ConsoleStream) =>
      this.#report(stream).catch((error: unknown) => {
        if (error instanceof RedisAway) throw error
        notNoted(error)
      })
    try {
      for (let n = 0; n < silent.length; n += REPORTED_AT_ONCE)
        await Promise.all(silent.slice(n, n + REPORTED_AT_ONCE).map(report))
    } catch (error) {
      notNoted(error)
    } finally {
      this.#isLooking = false
    }
  }

  #fellSilent({ id, console, echoedAt }: ConsoleStream): boolean {
    const { desk, runtime } = this.deps
    return (
      runtime.elapsed() - echoedAt >= SILENT_AFTER_MS &&
      answersCalls(console.role) &&
      !isSilent(desk.whyDeaf(console.agentId, id))
    )
  }

  async #report(stream: ConsoleStream): Promise<void> {
    const { agents, redis, keys, runtime } = this.deps
    // It may have echoed while others were reported.
    if (!this.#fellSilent(stream)) return
    const leftMs = await asking(() => redis.pttl(keys.echo(stream.id)))
    if (leftMs > 0) {
      stream.echoedAt = runtime.elapsed() - (SILENT_AFTER_MS - leftMs)
      return
    }
    const { agentId, name } = stream.console
    await agents.send(agentId, name, { type: 'FELL_SILENT', streamId: stream.id })
  }
}

const isSilent = (why: WhyDeaf | null | undefined) => why === 'silent'
