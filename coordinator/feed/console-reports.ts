import type { Logger } from 'pino'
import { answersCalls, type Role } from '../../machines/ids.ts'
import type { AgentActors } from '../agents/agents-port.ts'
import { skipNewer } from '../durable/newer.ts'
import type { ConsoleStream } from './console-stream.ts'
import type { Consoles } from './consoles.ts'

/** While Redis is away each console tries to open once a second: more closings than these are not kept. */
const MOST_UNREPORTED = 5_000

/** Whose console it is. */
interface ConsoleOwner {
  agentId: string
  name: string
  role: Role
}

export interface ConsoleReportDeps {
  agents: AgentActors
  consoles: Pick<Consoles, 'size' | 'all' | 'has'>
  /** This process, among the coordinators. */
  coordinatorId: string
  log: Pick<Logger, 'warn'>
}

/**
 * Reports to the agents' actors which consoles are open at this process. Consoles of roles that answer no calls are not
 * reported: they have no presence.
 */
export class ConsoleReports {
  /** Closings that Redis has not taken, by the id of the stream. */
  readonly #unreportedClosings = new Map<string, ConsoleOwner>()
  readonly #underWay = new Set<Promise<void>>()

  constructor(private readonly deps: ConsoleReportDeps) {}

  /** @throws RedisAway when the console must not be opened */
  async opens(streamId: string, owner: ConsoleOwner): Promise<void> {
    if (!answersCalls(owner.role)) return
    try {
      await this.#opened(streamId, owner)
    } catch (error) {
      // Redis may have taken the report although its answer was lost, so the closing has to follow. The answers that
      // are lost are those of the first reports in an outage: the bound keeps the first.
      if (this.#unreportedClosings.size < MOST_UNREPORTED) this.#unreportedClosings.set(streamId, owner)
      throw error
    }
  }

  /** Does not wait. What Redis does not take is reported again by `repeat`. */
  closed(streamId: string, owner: ConsoleOwner): void {
    if (!answersCalls(owner.role)) return
    const report = this.#closed(streamId, owner).catch((error: unknown) => {
      this.deps.log.warn({ err: error }, 'The closing of a console could not be noted yet')
      this.#unreportedClosings.set(streamId, owner)
    })
    this.#underWay.add(report)
    void report.then(() => this.#underWay.delete(report))
  }

  /** Resolves when all reports that are under way have been answered. */
  async settled(): Promise<void> {
    await Promise.all(this.#underWay)
  }

  /**
   * Reports the closings that Redis did not take. Also reports open consoles that Redis does not count: it takes a process
   * that was silent for too long for dead.
   * @throws RedisAway
   */
  async repeat(): Promise<void> {
    const { agents, consoles, coordinatorId } = this.deps
    for (const [streamId, owner] of this.#unreportedClosings) {
      await this.#closed(streamId, owner)
      this.#unreportedClosings.delete(streamId)
    }
    if (consoles.size === 0) return
    const here = (await agents.roster()).filter(({ servedBy }) => servedBy.includes(coordinatorId))
    const servedHere = new Set(here.map(({ agentId }) => agentId))
    for (const stream of consoles.all)
      if (answersCalls(stream.console.role) && !servedHere.has(stream.console.agentId))
        await this.reopened(stream).catch(skipNewer)
  }

  /** Reports once more that a console is open. @throws RedisAway */
  async reopened(stream: ConsoleStream): Promise<void> {
    await this.#opened(stream.id, stream.console)
    // The console may have closed since, and the report of that may have come first.
    if (!this.deps.consoles.has(stream)) await this.#closed(stream.id, stream.console)
  }

  #opened(streamId: string, { agentId, name }: ConsoleOwner): Promise<unknown> {
    const { agents, coordinatorId } = this.deps
    return agents.send(agentId, name, { type: 'STREAM_OPENED', streamId, coordinatorId })
  }

  async #closed(streamId: string, { agentId, name }: ConsoleOwner): Promise<void> {
    await this.deps.agents.send(agentId, name, { type: 'STREAM_CLOSED', streamId })
  }
}
