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
  /** A try to commit. @param outcome such as `done`, `stale` (decided again), `seen`, `refused` */
  commit(outcome: string, tookMs: number): void
  /** A command of the outbox that was tried. */
  carrier(command: string, result: 'ok' | 'trouble', tookMs: number): void
  /** A request to Twilio that was not granted. @param code Twilio's own, its HTTP status, or `unreachable` */
  carrierError(code: string): void
  /** A job that has run. */
  job(job: string, result: 'ok' | 'failed', tookMs: number): void
  /** A console that was closed because it did not keep up. */
  consoleDropped(): void
  /** Something that is looked at when somebody asks; what cannot be read then is NaN. */
  gauge(name: string, help: string, read: Read<number>): void
  /** Several of one kind, by the value of a label. */
  gauges(name: string, help: string, label: string, read: Read<Record<string, number>>): void
}

type Read<Value> = () => Value | Promise<Value>

const SECONDS = [0.001, 0.0025, 0.005, 0.01, 0.02, 0.05, 0.1, 0.25, 0.5, 1, 2.5]

export function createMetrics(): Metrics {
  const registry = new Registry()
  const registers = [registry]
  collectDefaultMetrics({ register: registry })

  const named = (name: string, help: string) => ({ name: `switchyard_${name}`, help, registers })
  const counter = (name: string, help: string, ...labelNames: string[]) =>
    new Counter({ ...named(`${name}_total`, help), labelNames })
  const durations = (name: string, help: string, ...labelNames: string[]) =>
    observing(new Histogram({ ...named(`${name}_seconds`, help), labelNames, buckets: SECONDS }))

  const requests = durations(
    'http_request',
    'Requests, by the pattern of their path',
    'method',
    'route',
    'status',
  )
  const commits = durations('commit', 'Tries to commit; stale ones were decided again', 'outcome')
  const carrier = durations(
    'carrier_command',
    'Commands to Twilio, by what became of them',
    'command',
    'result',
  )
  const jobs = durations('job', 'Jobs that have run', 'job', 'result')
  const commands = counter('commands', 'Commands of agents, by what became of them', 'command', 'code')
  const signIns = counter('sign_ins', 'Attempts to sign in', 'result')
  const errors = counter('carrier_errors', 'Requests that Twilio did not grant, by its code', 'code')
  const dropped = counter('feed_dropped', 'Consoles that were closed because they did not keep up')

  return {
    expose: async () => ({ contentType: registry.contentType, text: await registry.metrics() }),
    request: (method, route, status, tookMs) => requests(tookMs, method, route, String(status)),
    command: (command, code) => commands.inc({ command, code }),
    signIn: (result) => signIns.inc({ result }),
    commit: (outcome, tookMs) => commits(tookMs, outcome),
    carrier: (command, result, tookMs) => carrier(tookMs, command, result),
    carrierError: (code) => errors.inc({ code }),
    job: (job, result, tookMs) => jobs(tookMs, job, result),
    consoleDropped: () => dropped.inc(),
    gauge(name, help, read) {
      new Gauge({
        ...named(name, help),
        async collect() {
          this.set(await orElse(read, Number.NaN))
        },
      })
    },
    gauges(name, help, label, read) {
      new Gauge({
        ...named(name, help),
        labelNames: [label],
        async collect() {
          this.reset()
          for (const [value, count] of Object.entries(await orElse(read, {})))
            this.set({ [label]: value }, count)
        },
      })
    },
  }
}

/** Out of reach is no reason to say nothing at all. */
async function orElse<Value>(read: Read<Value>, otherwise: Value): Promise<Value> {
  try {
    return await read()
  } catch {
    return otherwise
  }
}

/** A labelled child is looked up by a string built from its labels: kept here, so that a command pays for a Map. */
function observing(histogram: Histogram) {
  const children = new Map<string, Histogram.Internal<string>>()
  return (tookMs: number, ...labels: string[]) => {
    const key = labels.join(' ')
    let child = children.get(key)
    if (!child) {
      child = histogram.labels(...labels)
      children.set(key, child)
    }
    child.observe(tookMs / 1000)
  }
}
