import type { Logger } from 'pino'
import type { WhyDeaf } from '../../machines/agent/reachability.ts'
import { answersCalls } from '../../machines/ids.ts'
import type { AgentActors } from '../agents/agents-port.ts'
import type { EventBus } from '../events.ts'
import { type Echo, whyDeaf } from '../protocol/reachability.ts'
import type { RedisClient } from '../redis/client.ts'
import type { Keys } from '../redis/keys.ts'
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
  /** Consoles whose silence is being reported. */
  readonly #reported = new Set<string>()

  constructor(private readonly deps: EchoDeps) {}

  start() {
    this.#stopLooking = this.deps.runtime.every(LOOK_EVERY_MS, () => this.#look())
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

  /** Each console that is served here, and has been silent for too long, is deaf from now on. */
  #look() {
    const { consoles, desk, runtime, log } = this.deps
    const now = runtime.elapsed()
    for (const stream of consoles.all) {
      if (!answersCalls(stream.console.role)) continue
      if (now - stream.echoedAt < SILENT_AFTER_MS || this.#reported.has(stream.id)) continue
      if (isSilent(desk.whyDeaf(stream.console.agentId, stream.id))) continue
      this.#reported.add(stream.id)
      this.#report(stream)
        .catch((error: unknown) =>
          log.warn({ err: error }, 'The silence of a console could not be noted yet'),
        )
        .finally(() => this.#reported.delete(stream.id))
    }
  }

  async #report(stream: ConsoleStream): Promise<void> {
    const { agents, redis, keys, runtime } = this.deps
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
