import { Counter, collectDefaultMetrics, Gauge, Histogram, Registry } from 'prom-client'

/** One set per process; other rooms get it handed in. Labels have few values, and never one per call or number. */
export interface Metrics {
  /** What `GET /metrics` says, and in which content type. */
  expose(): Promise<{ contentType: string; text: string }>
  /** @param route the pattern that matched */
  request(method: string, route: string, status: number, tookMs: number): void
  /** @param code `ok`, or why not */
  command(command: string, code: string): void
  signIn(result: 'ok' | 'bad_credentials' | 'rate_limited'): void
  /** A webhook of Twilio's. @param result such as `ok`, `bad_signature`, `repeated` */
  webhook(webhook: string, result: string): void
  /** A commit of an actor. @param result such as `done`, `stale` (decided again), `seen`, `refused` */
  commit(actor: 'call' | 'agent', result: string): void
  /** A request of ours to Twilio. */
  carrier(command: string, result: 'ok' | 'refused' | 'trouble'): void
  /** A job that has run. */
  job(job: string, result: 'ok' | 'failed'): void
  /** Consoles that are connected; counted when asked for. */
  measureFeed(consoles: () => number): void
  /** Consoles that were closed because they did not keep up. */
  readonly feedDropped: Counter
  /** Commands owed to Twilio that are still to be run; measured when asked for. */
  measureOutbox(depth: () => Promise<number>): void
}

const SECONDS = [0.001, 0.0025, 0.005, 0.01, 0.02, 0.05, 0.1, 0.25, 0.5, 1, 2.5]

export function createMetrics(): Metrics {
  const registry = new Registry()
  const registers = [registry]
  collectDefaultMetrics({ register: registry })

  const counter = <Label extends string>(name: string, help: string, labelNames: Label[]) =>
    new Counter({ name: `switchyard_${name}_total`, help, labelNames, registers })

  const requests = new Histogram({
    name: 'switchyard_http_request_seconds',
    help: 'How long requests took, by the pattern of their path',
    labelNames: ['method', 'route', 'status'],
    buckets: SECONDS,
    registers,
  })
  const commands = counter('commands', 'Commands of agents, by what became of them', ['command', 'code'])
  const signIns = counter('sign_ins', 'Attempts to sign in', ['result'])
  const webhooks = counter('webhooks', 'Webhooks of Twilio', ['webhook', 'result'])
  const commits = counter('commits', 'Commits of actors; stale ones were decided again', ['actor', 'result'])
  const carrier = counter('carrier_requests', 'Requests of ours to Twilio', ['command', 'result'])
  const jobs = counter('jobs', 'Jobs that have run', ['job', 'result'])

  // A labelled child is looked up by a string built from its labels: kept here, so that a command pays for a Map.
  const children = new Map<string, Histogram.Internal<string>>()

  return {
    expose: async () => ({ contentType: registry.contentType, text: await registry.metrics() }),
    request(method, route, status, tookMs) {
      const key = `${method} ${status} ${route}`
      let child = children.get(key)
      if (!child) {
        child = requests.labels(method, route, String(status))
        children.set(key, child)
      }
      child.observe(tookMs / 1000)
    },
    command: (command, code) => commands.inc({ command, code }),
    signIn: (result) => signIns.inc({ result }),
    webhook: (webhook, result) => webhooks.inc({ webhook, result }),
    commit: (actor, result) => commits.inc({ actor, result }),
    carrier: (command, result) => carrier.inc({ command, result }),
    job: (job, result) => jobs.inc({ job, result }),
    measureFeed(consoles) {
      new Gauge({
        name: 'switchyard_feed_streams',
        help: 'Consoles that are connected to this process',
        registers,
        collect() {
          this.set(consoles())
        },
      })
    },
    feedDropped: new Counter({
      name: 'switchyard_feed_dropped_total',
      help: 'Consoles that were closed because they did not keep up',
      registers,
    }),
    measureOutbox(depth) {
      new Gauge({
        name: 'switchyard_outbox_depth',
        help: 'Commands owed to Twilio',
        registers,
        async collect() {
          // Out of reach is no reason to say nothing at all.
          this.set(await depth().catch(() => Number.NaN))
        },
      })
    },
  }
}
