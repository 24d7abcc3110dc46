import type { Logger } from 'pino'
import { commandRoutes } from '../../../coordinator/api/command-routes.ts'
import { dialRoutes } from '../../../coordinator/api/dial.ts'
import { reachabilityRoutes } from '../../../coordinator/api/reachability.ts'
import { type Coordinator, createCoordinator } from '../../../coordinator/composition.ts'
import { dialRules } from '../../../coordinator/dialling/numbers.ts'
import type { Route } from '../../../coordinator/http/routes.ts'
import type { Metrics } from '../../../coordinator/ops/metrics.ts'
import { jobDeps } from '../../../coordinator/process.ts'
import { createServerClock, type ServerClock } from '../../../coordinator/redis/server-clock.ts'
import type { Runtime } from '../../../coordinator/runtime.ts'
import type { Webhook } from '../../../coordinator/twilio/webhooks/webhook.ts'
import { webhooksOf } from '../../../coordinator/twilio/webhooks.ts'
import type { JobDeps } from '../../../jobs/handlers/deps.ts'
import { createJobScheduler } from '../../../jobs/queue.ts'
import { upgradeAgent, upgradeCall } from '../../../migrations/index.ts'
import { NO_TWILIO } from '../../setup/desk.ts'
import type { SeededRandom } from '../../setup/seeded-random.ts'
import { carrierOf } from './carrier.ts'
import { ConnectionLost } from './connection-lost.ts'
import { RedisConnection } from './redis-connection.ts'
import { PUBLIC_URL, SETTINGS } from './settings.ts'
import type { World } from './world.ts'

/** One process: a real coordinator with its workers. Clock, random, Redis connections, queue and carrier are simulated. */
export interface SimulatedCoordinator extends Coordinator {
  readonly name: string
  alive: boolean
  ready: boolean
  clock: ServerClock
  webhooks: Map<string, Webhook>
  commands: Map<string, Route>
  jobDeps: JobDeps
  /** Rejects each request under way, when the process dies. */
  pendingRequests: Set<(error: Error) => void>
  streams: Set<{ lost(): void }>
}

const NO_METRICS = new Proxy({}, { get: () => () => undefined }) as unknown as Metrics
const metricsThat = (ringUnheard: (callSid: string) => void) =>
  new Proxy(NO_METRICS, {
    get: (none, name) => (name === 'ringUnheard' ? ringUnheard : Reflect.get(none, name)),
  })

/** The coordinators of one world. Each may die, and another one starts in its place. */
export class Coordinators {
  readonly running: SimulatedCoordinator[] = []
  crashes = 0
  #started = 0

  constructor(
    private readonly world: World,
    private readonly random: SeededRandom,
  ) {}

  begin(count: number) {
    for (let n = 0; n < count; n++) this.#start()
  }

  /** One that is ready, as a load balancer picks it. */
  anyReady(): SimulatedCoordinator | null {
    const serving = this.running.filter(({ alive, ready }) => alive && ready)
    return serving.length === 0 ? null : this.random.pick(serving)
  }

  /** Runs a request in that process. @throws ConnectionLost when the process dies before the answer */
  request<T>(coordinator: SimulatedCoordinator, ask: () => Promise<T>): Promise<T> {
    return new Promise((resolve, reject) => {
      coordinator.pendingRequests.add(reject)
      ask()
        .then(resolve, reject)
        .finally(() => coordinator.pendingRequests.delete(reject))
    })
  }

  crash(name: string, where: string) {
    const coordinator = this.running.find((one) => one.name === name)
    if (!coordinator?.alive) return
    this.crashes += 1
    this.world.note(`${name} dies ${where}`)
    coordinator.alive = false
    this.running.splice(this.running.indexOf(coordinator), 1)
    for (const reject of coordinator.pendingRequests) reject(new ConnectionLost(`${name} died`))
    for (const stream of coordinator.streams) stream.lost()
    this.world.faults.hinders()
    this.world.rules.owed.crashed()
    this.world.scheduler.after(this.random.between(300, 9000), () => this.#start())
  }

  #start() {
    this.#started += 1
    const name = `C${this.#started}`
    const coordinator = this.#assemble(name)
    this.running.push(coordinator)
    this.world.note(`${name} starts`)
    void this.#bringUp(coordinator)
  }

  /** A process that cannot start ends, and is started again, until Redis can be reached. */
  async #bringUp(coordinator: SimulatedCoordinator): Promise<void> {
    try {
      await coordinator.clock.read()
      coordinator.clock.start()
      await coordinator.start()
      coordinator.ready = true
      this.world.faults.hinders()
    } catch (error) {
      this.world.rules.failUnlessExpected(error, 'start')
      this.crash(coordinator.name, 'as it cannot start')
    }
  }

  #assemble(name: string): SimulatedCoordinator {
    const { world } = this
    const { scheduler, mutant } = world
    const random = this.random.fork(name)
    const simulated = {
      name,
      alive: true,
      ready: false,
      pendingRequests: new Set(),
      streams: new Set(),
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
      random: random.next,
      uuid: random.uuid,
    }
    const log = this.#log(name)
    const redis = new RedisConnection(world, simulated, true).client
    const serverClock = createServerClock(redis, world.keys, runtime)
    const clock = mutant.clock?.(serverClock, random) ?? serverClock
    const queue = world.jobs.queueOf(simulated)
    const jobScheduler = createJobScheduler(queue, clock, log, runtime)
    const settings = {
      ...SETTINGS,
      outside: { ...SETTINGS.outside, ...world.caps },
      site: world.site,
      sweepEveryMs: world.jobs.sweepEveryMs,
    }
    const coordinator = createCoordinator({
      settings,
      twilio: NO_TWILIO,
      publicUrl: PUBLIC_URL,
      redis,
      blocking: new RedisConnection(world, simulated, false).client,
      scheduler: mutant.scheduler?.(jobScheduler) ?? jobScheduler,
      clock,
      runtime,
      carrier: mutant.carrier?.(carrierOf(world, simulated)) ?? carrierOf(world, simulated),
      ...(mutant.machine && { machine: mutant.machine }),
      log,
      metrics: metricsThat((callSid) => world.rules.reachability.alerted(callSid)),
      upgrade: { call: upgradeCall, agent: upgradeAgent },
      prepareAgain: async () => undefined,
    })
    const calls = mutant.calls?.(coordinator.calls) ?? coordinator.calls
    const { agents, desk, contacts, dialling, spending } = coordinator
    desk.office = () => world.office
    world.rules.reachability.follow(name, coordinator.events)
    const { availability } = mutant
    if (availability) {
      const known = desk.availability.bind(desk)
      desk.availability = (taken) => availability(known(taken))
    }
    if (mutant.agents) Object.assign(agents, mutant.agents({ ...agents }))
    const process = {
      redis,
      coordinator,
      clock,
      log,
      metrics: NO_METRICS,
      queue: queue as unknown as JobDeps['queue'],
    }
    const webhooks = webhooksOf({
      calls,
      agents,
      dialling,
      nameOf: (agentId) => agentId,
      mayAnswer: async () => true,
      country: 'US',
      office: () => world.office,
      isBlocked: coordinator.contacts.isBlocked,
      clock,
      owe: mutant.owe ?? coordinator.runner.owe,
      publicUrl: PUBLIC_URL,
      log,
    })
    const routeDeps = {
      ...{
        calls,
        desk,
        contacts,
        office: coordinator.office,
        metrics: NO_METRICS,
        audit: { record: () => undefined },
        live: coordinator.live,
        dialling,
      },
      dialRules: dialRules({ ...settings.dialling, countries: null }, NO_TWILIO.callerId),
      spending: mutant.spending?.(spending) ?? spending,
    }
    const routes = [...commandRoutes(routeDeps), ...dialRoutes(routeDeps), ...reachabilityRoutes(coordinator)]
    return Object.assign(simulated, coordinator, {
      clock: serverClock,
      jobDeps: { ...jobDeps(settings, process), calls },
      webhooks: new Map(webhooks.map((webhook) => [webhook.path, webhook])),
      commands: new Map(routes.map((route) => [commandOf(route), route])),
    })
  }

  /** Log lines are dropped. A logged error that no fault explains breaks a rule. */
  #log(name: string): Logger {
    const judge = (about: { err?: unknown }, text: string) => {
      if (about.err !== undefined) this.world.rules.failUnlessExpected(about.err, `${name}: ${text}`)
    }
    const nothing = () => undefined
    const log = { debug: nothing, info: nothing, warn: judge, error: judge, isLevelEnabled: () => false }
    return log as unknown as Logger
  }
}

const commandOf = ({ method, path }: Route) =>
  `${method === 'POST' ? '' : `${method} `}${path.replace('/api/calls/:callSid/', '')}`
