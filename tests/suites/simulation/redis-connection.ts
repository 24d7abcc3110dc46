import type { RedisClient } from '../../../coordinator/redis/client.ts'
import type { SimulatedProcess } from './scheduler.ts'
import type { ExecutedCommand } from './store.ts'
import type { World } from './world.ts'

/** As coordinator/redis/connect.ts sets them. */
const ANSWER_MS = 2_000
/** An idle read of the feed returns before its reader takes Redis for away. */
const IDLE_READ_MS = 2_500
const WIRE_MS = [0.2, 0.8] as const

interface SentRedisCommand {
  command: string
  args: unknown[]
  settle(how: { result: unknown } | { error: Error }): void
  settled: boolean
  /** Cancels the timeout of the command. */
  forget?: () => void
  /** The sender was told that Redis cannot be reached. */
  givenUp: boolean
  readyAt: number
  stalled: boolean
  /** Until when this read waits for an entry of the feed. Null: it does not wait yet. */
  idleUntil: number | null
}

/**
 * One connection of one process, as ioredis keeps it: in order; what is under way when it breaks is sent again
 * after the first reconnect, or rejected when that fails. `commands` fail fast, the others wait.
 */
export class RedisConnection {
  #up = true
  #generation = 0
  /** Sent and not answered, oldest first. `#executed` has those that Redis has run. */
  #underWay: SentRedisCommand[] = []
  #executed = new Set<SentRedisCommand>()
  #answersAt = 0
  #pumping = false

  constructor(
    private readonly world: World,
    private readonly process: SimulatedProcess & { name: string },
    private readonly failFast: boolean,
  ) {}

  readonly client = new Proxy({} as RedisClient, {
    get: (_, name) => {
      if (typeof name !== 'string' || name === 'then') return undefined
      if (name === 'multi') return () => this.#multi()
      if (name === 'disconnect' || name === 'defineCommand' || name === 'on') return () => undefined
      return (...args: unknown[]) => this.send(name, args)
    },
  })

  send(command: string, args: unknown[]): Promise<unknown> {
    return new Promise((resolve, reject) => {
      const { scheduler, random } = this.world
      const op: SentRedisCommand = {
        command,
        args,
        settled: false,
        givenUp: false,
        stalled: false,
        idleUntil: null,
        readyAt: scheduler.now + random.between(...WIRE_MS),
        settle: (how) => {
          if (op.settled || !this.process.alive) return
          op.settled = true
          op.forget?.()
          if ('error' in how) reject(how.error)
          else resolve(how.result)
        },
      }
      if (this.failFast) {
        if (!this.#up) return op.settle({ error: new Error('The stream is not writeable') })
        op.forget = scheduler.after(ANSWER_MS, () => this.#reject(op, 'Command timed out'), this.process)
      }
      this.#underWay.push(op)
      if (this.#up) this.#pump()
    })
  }

  /** The connection is lost. @param backAfterMs when Redis can be reached again */
  break(backAfterMs: number) {
    this.#up = false
    this.#generation += 1
    this.#pumping = false
    this.#executed.clear()
    for (const op of this.#underWay) op.idleUntil = null
    this.world.scheduler.after(backAfterMs, () => this.#reconnect(), this.process)
  }

  #reconnect() {
    if (this.world.redisAway) {
      if (this.failFast) this.#rejectAll()
      this.world.scheduler.after(this.world.random.between(200, 1000), () => this.#reconnect(), this.process)
      return
    }
    this.#up = true
    this.#pump()
  }

  #rejectAll() {
    for (const op of this.#underWay.splice(0)) this.#reject(op, 'Connection is closed.')
  }

  #reject(op: SentRedisCommand, why: string) {
    if (op.settled) return
    op.givenUp = true
    op.settle({ error: new Error(why) })
  }

  /** Runs one command at a time, in the order in which they were sent. */
  #pump() {
    const op = this.#underWay.find((one) => !this.#executed.has(one))
    if (this.#pumping || op === undefined) return
    this.#pumping = true
    const generation = this.#generation
    const { scheduler } = this.world
    scheduler.after(op.readyAt - scheduler.now, () => this.#reach(op, generation), this.process)
  }

  async #reach(op: SentRedisCommand, generation: number) {
    if (generation !== this.#generation) return
    const { world, process } = this
    const { faults, random, scheduler } = world
    if (world.redisAway) return this.break(random.between(50, 250))
    if (faults.strikes('crashBefore')) return world.coordinators.crash(process.name, `before ${op.command}`)
    if (faults.strikes('redisFailsBefore')) return this.#fails()
    if (faults.strikes('redisResent')) return this.break(random.between(50, 250))
    if (!op.stalled && faults.strikes('redisStalls')) {
      op.stalled = true
      scheduler.after(random.between(50, 4000), () => this.#reach(op, generation), process)
      return
    }
    await this.#execute(op, generation)
  }

  async #execute(op: SentRedisCommand, generation: number) {
    const { world, process } = this
    const { faults, random, scheduler } = world
    const isRead = op.command === 'xread'
    const how = isRead ? await this.#read(op, generation) : await this.#run(op)
    if (how === null || generation !== this.#generation) return
    if (faults.strikes('crashAfter')) return world.coordinators.crash(process.name, `after ${op.command}`)
    if (faults.strikes('redisFailsAfter')) return this.#fails()
    if (faults.strikes('redisAnswerLostAndResent')) return this.break(random.between(50, 250))
    this.#executed.add(op)
    this.#pumping = false
    // Answers come in the order of the commands.
    this.#answersAt = Math.max(this.#answersAt, scheduler.now + random.between(...WIRE_MS))
    scheduler.after(this.#answersAt - scheduler.now, () => this.#answer(op, how, generation), process)
    this.#pump()
  }

  #answer(op: SentRedisCommand, how: { result: unknown } | { error: Error }, generation: number) {
    if (generation !== this.#generation) return
    this.#underWay = this.#underWay.filter((one) => one !== op)
    this.#executed.delete(op)
    op.settle(how)
  }

  async #run(op: SentRedisCommand): Promise<{ result: unknown } | { error: Error }> {
    const { world } = this
    if (world.mutant.drops?.(op.command, String(op.args[0]))) return { result: 'OK' }
    try {
      const executed = await world.store.run(op.command, op.args)
      world.noteCommand(this.process.name, executed)
      await world.rules.afterCommand(executed, op.givenUp)
      if (appendsToFeed(executed)) world.wakeReaders()
      return { result: executed.result }
    } catch (error) {
      if (error instanceof Error && error.name === 'ReplyError') return { error }
      throw error
    }
  }

  /** `XREAD BLOCK`: answers when the feed has an entry, or after the block time. Null: not yet. */
  async #read(op: SentRedisCommand, generation: number): Promise<{ result: unknown } | null> {
    const { world } = this
    const [, count, , , ...streams] = op.args
    const { result } = await world.store.run('xread', ['COUNT', count, ...streams])
    const seen = world.mutant.feed?.(result) ?? result
    if (seen !== null) return { result: seen }
    let asked = false
    const again = () => {
      if (asked) return
      asked = true
      stop()
      world.scheduler.after(world.random.between(...WIRE_MS), () => this.#reach(op, generation), this.process)
    }
    const stop = world.onFeedAppend(again)
    op.idleUntil ??= world.scheduler.now + IDLE_READ_MS
    world.scheduler.after(
      Math.max(0, op.idleUntil - world.scheduler.now),
      () => {
        stop()
        if (asked || generation !== this.#generation) return
        asked = true
        this.#pumping = false
        this.#answer(op, { result: null }, generation)
      },
      this.process,
    )
    return null
  }

  /** The connection breaks, and the next one cannot be had in time. */
  #fails() {
    this.break(this.world.random.between(300, 1500))
    if (this.failFast) this.#rejectAll()
  }

  #multi() {
    const commands: unknown[][] = []
    const chain: unknown = new Proxy(
      {},
      {
        get: (_, name) => {
          if (name === 'exec') return () => this.send('multi', commands)
          return (...args: unknown[]) => {
            commands.push([name, ...args])
            return chain
          }
        },
      },
    )
    return chain
  }
}

const appendsToFeed = ({ name, change }: ExecutedCommand) =>
  name === 'sessions/announce-revocation' || (Array.isArray(change) && change[0] === 'ok')
