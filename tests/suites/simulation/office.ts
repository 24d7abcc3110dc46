import type { Logger } from 'pino'
import { commandRoutes } from '../../../coordinator/api/command-routes.ts'
import { dialRoutes } from '../../../coordinator/api/dial.ts'
import { type Coordinator, createCoordinator } from '../../../coordinator/composition.ts'
import { dialRules } from '../../../coordinator/dialling/numbers.ts'
import type { Route } from '../../../coordinator/http/routes.ts'
import type { JobScheduler } from '../../../coordinator/job-scheduler.ts'
import type { Metrics } from '../../../coordinator/ops/metrics.ts'
import { jobDeps } from '../../../coordinator/process.ts'
import type { Runtime } from '../../../coordinator/runtime.ts'
import { readSettings } from '../../../coordinator/settings.ts'
import type { Webhook } from '../../../coordinator/twilio/webhooks/webhook.ts'
import { webhooksOf } from '../../../coordinator/twilio/webhooks.ts'
import type { JobDeps } from '../../../jobs/handlers/deps.ts'
import { createJobScheduler } from '../../../jobs/queue.ts'
import { upgradeCall } from '../../../migrations/index.ts'
import { NO_TWILIO } from '../../setup/desk.ts'
import { carrierOf } from './carrier.ts'
import type { Chance } from './chance.ts'
import { Line } from './line.ts'
import type { World } from './world.ts'

export const PUBLIC_URL = 'https://desk.example.com'
export const LIMITS = {
  ...{ ringMs: 12_000, joinMs: 5_000, dialMs: 12_000 },
  ...{ parkMs: 20_000, returnMs: 8_000, transferMs: 9_000 },
}
export const STALE_AFTER_MS = 15_000
const PARKING_SLOTS = 2
const SETTINGS = readSettings({})

/** The process that was asked has died. */
export class ConnectionLost extends Error {
  override readonly name = 'ConnectionLost'
}

/** One process: a real coordinator with its workers, on simulated edges. */
export interface SimulatedCoordinator extends Coordinator {
  readonly name: string
  alive: boolean
  ready: boolean
  /** Of its wall clock before the world's. */
  aheadMs: number
  webhooks: Map<string, Webhook>
  commands: Map<string, Route>
  host: JobDeps
  /** Requests under way, which its death breaks off. */
  broken: Set<(error: Error) => void>
  wires: Set<{ lost(): void }>
}

const NO_METRICS = new Proxy({}, { get: () => () => undefined }) as unknown as Metrics

/** Nobody is kept from calling a number: that bound counts on a clock of its own. */
const UNBOUNDED = { take: async () => undefined, giveBack: async () => undefined }

/** The processes, and how they die and come back. */
export class Office {
  readonly coordinators: SimulatedCoordinator[] = []
  crashes = 0
  #started = 0

  constructor(
    private readonly world: World,
    private readonly chance: Chance,
  ) {}

  begin(count: number) {
    for (let n = 0; n < count; n++) this.#start()
  }

  /** One that serves, as a load balancer picks it. */
  any(): SimulatedCoordinator | null {
    const serving = this.coordinators.filter(({ alive, ready }) => alive && ready)
    return serving.length === 0 ? null : this.chance.pick(serving)
  }

  /** @throws ConnectionLost when it dies over it */
  request<T>(coordinator: SimulatedCoordinator, ask: () => Promise<T>): Promise<T> {
    return new Promise((resolve, reject) => {
      const broken = (error: Error) => reject(error)
      coordinator.broken.add(broken)
      ask()
        .then(resolve, reject)
        .finally(() => coordinator.broken.delete(broken))
    })
  }

  crash(name: string, where: string) {
    const coordinator = this.coordinators.find((one) => one.name === name)
    if (!coordinator?.alive) return
    this.crashes += 1
    this.world.tell(`${name} dies ${where}`)
    coordinator.alive = false
    this.coordinators.splice(this.coordinators.indexOf(coordinator), 1)
    for (const broken of coordinator.broken) broken(new ConnectionLost(`${name} died`))
    for (const wire of coordinator.wires) wire.lost()
    this.world.scheduler.after(this.chance.between(300, 9000), () => this.#start())
  }

  #start() {
    this.#started += 1
    const name = `C${this.#started}`
    const coordinator = this.#assemble(name)
    this.coordinators.push(coordinator)
    this.world.tell(`${name} starts`)
    void this.#bringUp(coordinator)
  }

  /** A supervisor starts it again until there is a Redis to start from. */
  async #bringUp(coordinator: SimulatedCoordinator): Promise<void> {
    try {
      await coordinator.start()
      coordinator.ready = true
    } catch (error) {
      this.world.rules.expected(error, 'start')
      this.crash(coordinator.name, 'as it cannot start')
    }
  }

  #assemble(name: string): SimulatedCoordinator {
    const { world } = this
    const { scheduler, mutant } = world
    const chance = this.chance.of(name)
    const simulated = {
      name,
      alive: true,
      ready: false,
      aheadMs: Math.round(chance.between(-1500, 1500)),
      broken: new Set(),
      wires: new Set(),
    } as unknown as SimulatedCoordinator
    const began = scheduler.now
    const runtime: Runtime = {
      elapsed: () => scheduler.now - began,
      after: (ms, what) => scheduler.after(ms, what, simulated),
      every: (ms, what) => {
        let stop: () => void = () => undefined
        const again = () => {
          stop = scheduler.after(
            ms,
            () => {
              again()
              what()
            },
            simulated,
          )
        }
        again()
        return () => stop()
      },
      nextTurn: (what) => void scheduler.after(0.01, what, simulated),
      random: chance.next,
      uuid: chance.uuid,
    }
    const clock = { now: () => Math.floor(scheduler.now + simulated.aheadMs) }
    const log = this.#log(name)
    const redis = new Line(world, simulated, true).client
    const queue = world.jobs.queueOf(simulated)
    const real = createJobScheduler(queue, clock, log, runtime)
    const jobScheduler: JobScheduler = mutant.later?.(real) ?? real
    const settings = {
      ...SETTINGS,
      site: world.site,
      limits: LIMITS,
      parkingSlots: PARKING_SLOTS,
      staleAfterMs: STALE_AFTER_MS,
      sweepEveryMs: world.jobs.sweepEveryMs,
    }
    const coordinator = createCoordinator({
      settings,
      twilio: NO_TWILIO,
      publicUrl: PUBLIC_URL,
      redis,
      blocking: new Line(world, simulated, false).client,
      scheduler: jobScheduler,
      clock,
      runtime,
      carrier: carrierOf(world, simulated),
      ...(mutant.machine && { machine: mutant.machine }),
      log,
      metrics: NO_METRICS,
      upgrade: upgradeCall,
      putBack: async () => undefined,
    })
    const calls = mutant.calls?.(coordinator.calls) ?? coordinator.calls
    const { agents, desk, dials } = coordinator
    if (mutant.agents) Object.assign(agents, mutant.agents({ ...agents }))
    const process = {
      coordinator,
      clock,
      log,
      metrics: NO_METRICS,
      queue: queue as unknown as JobDeps['queue'],
    }
    const host = { ...jobDeps(settings, process), calls }
    const webhooks = webhooksOf({
      calls,
      agents,
      dials,
      nameOf: (agentId) => agentId,
      office: () => world.hours,
      clock,
      publicUrl: PUBLIC_URL,
      log,
    })
    const asked = {
      ...{ calls, desk, metrics: NO_METRICS, parkingSlots: PARKING_SLOTS, dials },
      dialRules: dialRules(settings.dialling, NO_TWILIO.callerId),
      spending: UNBOUNDED,
    }
    const routes = [...commandRoutes(asked), ...dialRoutes(asked)]
    return Object.assign(simulated, coordinator, {
      host,
      webhooks: new Map(webhooks.map((webhook) => [webhook.path, webhook])),
      commands: new Map(routes.map((route) => [route.path.replace('/api/calls/:callSid/', ''), route])),
    })
  }

  /** What is logged as it goes is the product's; what it did not expect is ours. */
  #log(name: string): Logger {
    const note = (about: { err?: unknown }, text: string) => {
      if (about.err !== undefined) this.world.rules.expected(about.err, `${name}: ${text}`)
    }
    const nothing = () => undefined
    const log = { debug: nothing, info: nothing, warn: note, error: note, isLevelEnabled: () => false }
    return log as unknown as Logger
  }
}
