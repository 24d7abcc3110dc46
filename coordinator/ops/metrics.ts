import { Counter, collectDefaultMetrics, Gauge, Histogram, Registry } from 'prom-client'
import { Cap } from '../dialling/spending.ts'

/** The metrics of a process. Labels have few values, and never one for each call or number. */
export interface Metrics {
  /** The response to `GET /metrics`, and its content type. */
  expose(): Promise<{ contentType: string; text: string }>
  /** @param route the pattern that matched */
  request(method: string, route: string, status: number, tookMs: number): void
  /** @param code `ok`, or the code of the refusal */
  command(command: string, code: string): void
  /** @param result `ok`, or the code of the refusal */
  signIn(result: string): void
  /** One attempt to commit. @param outcome such as `done`, `stale` (decided again), `seen`, `refused` */
  commit(outcome: string, tookMs: number): void
  /** One attempt of a command to Twilio. */
  carrier(command: string, result: 'ok' | 'trouble', tookMs: number): void
  /** A request that Twilio refused. @param code Twilio's error code, the HTTP status, or `unreachable` */
  carrierError(code: string): void
  /** An agent wanted to call a number outside, and a cap was reached. */
  spendingRefused(cap: Cap): void
  /** One run of a job. */
  job(job: string, result: 'ok' | 'failed', tookMs: number): void
  /** A console has acknowledged an offer as the first one. @param tookMs since the offer */
  ringAcknowledged(tookMs: number): void
  /** No console has acknowledged an offer in time: it goes to all who are available. */
  ringUnheard(): void
  /** A stream was closed because its console was too slow. */
  consoleDropped(): void
  /** A value that is read for each `GET /metrics`; NaN when it cannot be read. */
  gauge(name: string, help: string, read: Read<number>): void
  /** Several values, one for each value of a label. */
  gauges(name: string, help: string, label: string, read: Read<Record<string, number>>): void
}

type Read<Value> = () => Value | Promise<Value>

const SECONDS = [0.001, 0.0025, 0.005, 0.01, 0.02, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5]

export function createMetrics(): Metrics {
  const registry = new Registry()
  const registers = [registry]
  collectDefaultMetrics({ register: registry })

  const named = (name: string, help: string) => ({ name: `switchyard_${name}`, help, registers })
  const counter = (name: string, help: string, ...labelNames: string[]) =>
    new Counter({ ...named(`${name}_total`, help), labelNames })
  const durations = (name: string, help: string, ...labelNames: string[]) =>
    observing(new Histogram({ ...named(`${name}_seconds`, help), labelNames, buckets: SECONDS }))

  const requests = durations('http_request', 'HTTP requests by route', 'method', 'route', 'status')
  const commits = durations('commit', 'Attempts to commit; a stale one is decided again', 'outcome')
  const carrier = durations(
    'carrier_command',
    'Attempts of commands to Twilio, by result',
    'command',
    'result',
  )
  const jobs = durations('job', 'Runs of jobs', 'job', 'result')
  const commands = counter('commands', 'Commands of agents, by result', 'command', 'code')
  const signIns = counter('sign_ins', 'Attempts to sign in', 'result')
  const errors = counter('carrier_errors', 'Requests that Twilio refused, by error code', 'code')
  const spendingRefusals = counter('spending_refused', 'Outside legs that were refused, by the cap', 'cap')
  // An alert on the first refusal needs the value of before.
  for (const cap of Cap.options) spendingRefusals.inc({ cap }, 0)
  const acknowledged = durations('ring_acknowledged', 'Time from an offer to its first acknowledgement')
  const unheard = counter(
    'rings_unheard',
    'Offers that no console acknowledged in time, as this process has learned',
  )
  const dropped = counter('feed_dropped', 'Streams closed because their console was too slow')

  return {
    expose: async () => ({ contentType: registry.contentType, text: await registry.metrics() }),
    request: (method, route, status, tookMs) => requests(tookMs, method, route, String(status)),
    command: (command, code) => commands.inc({ command, code }),
    signIn: (result) => signIns.inc({ result }),
    commit: (outcome, tookMs) => commits(tookMs, outcome),
    carrier: (command, result, tookMs) => carrier(tookMs, command, result),
    carrierError: (code) => errors.inc({ code }),
    spendingRefused: (cap) => spendingRefusals.inc({ cap }),
    job: (job, result, tookMs) => jobs(tookMs, job, result),
    ringAcknowledged: (tookMs) => acknowledged(tookMs),
    ringUnheard: () => unheard.inc(),
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

/** One value that cannot be read must not keep the others from being shown. */
async function orElse<Value>(read: Read<Value>, otherwise: Value): Promise<Value> {
  try {
    return await read()
  } catch {
    return otherwise
  }
}

/** prom-client builds an object to find the child of some labels. A Map of children is cheaper for each command. */
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
