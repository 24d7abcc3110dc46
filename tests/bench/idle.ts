import { setTimeout as pause } from 'node:timers/promises'
import type { Child } from './child.ts'
import { OpenConsoles } from './consoles.ts'
import { floorConsoles, floorEcho, startFloor } from './floor-side.ts'
import { figureOf, HttpConnection } from './http-connection.ts'
import type { BenchPlan } from './plan.ts'
import { echoText, openSessions } from './product.ts'
import type { BenchmarkRow } from './row.ts'

/** What the opening of so many consoles gives the process to do is done, and what runs often is compiled. */
const SETTLE_MS = 2_000
/** The server closes a connection that is idle for some seconds. */
const CONSOLES_OF_A_CONNECTION = 20

/** The consoles of one side, and what they send. */
interface IdleSide {
  start(): Promise<Child>
  streams: { path: string; headers: readonly Readonly<Record<string, string>>[] }
  /** The request of the console at that place. @param id what the server calls it, if it does */
  echo(place: number, id: string): string
}

/** What one console takes: of CPU in a second (µs), and of memory (kB). */
interface IdleCost {
  cpuUs: number
  memoryKb: number
}

/**
 * What a console costs whose agent does nothing: its stream, its beats, and their echoes. Each has a session of its own.
 * What the process takes without any console is subtracted. Memory is what is left after collection.
 */
export async function idleRows(
  { idle }: BenchPlan,
  redisUrl: string,
  start: () => Promise<Child>,
): Promise<BenchmarkRow[]> {
  const cookies = await openSessions(redisUrl, idle.consoles)
  const product = await idleCost(idle, {
    start,
    streams: { path: '/api/events', headers: cookies.map((cookie) => ({ Cookie: cookie })) },
    echo: (place, id) => echoText(id, cookies[place] ?? ''),
  })
  const floor = await idleCost(idle, {
    start: () => startFloor(redisUrl),
    streams: floorConsoles(idle.consoles),
    echo: floorEcho,
  })
  const row = (what: string, unit: 'µs' | 'kB', of: keyof IdleCost, atMost: number): BenchmarkRow => ({
    what: `an idle console, of ${idle.consoles}: ${what}`,
    unit,
    product: product[of],
    floor: floor[of],
    ratio: product[of] / floor[of],
    budget: { of: 'product', atMost },
  })
  return [row('CPU in a second', 'µs', 'cpuUs', 5), row('memory', 'kB', 'memoryKb', 12)]
}

async function idleCost(
  { consoles: count, echoes, echoEveryMs }: BenchPlan['idle'],
  side: IdleSide,
): Promise<IdleCost> {
  const { url, stop, collect } = await side.start()
  const consoles = new OpenConsoles()
  const connections: HttpConnection[] = []
  try {
    const memory = async () => {
      await collect()
      return figureOf(url, 'process_resident_memory_bytes')
    }
    await pause(SETTLE_MS)
    const without = await cpuSeconds(url, () => pause(echoEveryMs))
    const empty = await memory()
    await consoles.open(url, side.streams.path, side.streams.headers)
    await pause(SETTLE_MS)
    for (let n = 0; n < count; n += CONSOLES_OF_A_CONNECTION) connections.push(await HttpConnection.open(url))
    const texts = Array.from({ length: count }, (_, n) => side.echo(n, consoles.ids[n] ?? ''))
    // The first echo is a commit: it changes what the process knows of a console. It comes sooner than the others, and again when it is refused, as from a browser.
    for (let unproven: readonly string[] = texts; unproven.length > 0; )
      unproven = await echoAll(unproven, connections, echoEveryMs / 2)
    const used = await cpuSeconds(url, async () => {
      for (let n = 0; n < echoes; n++)
        if ((await echoAll(texts, connections, echoEveryMs)).length > 0)
          throw new Error('An idle console was refused')
    })
    return { cpuUs: ((used - without) / count) * 1e6, memoryKb: ((await memory()) - empty) / count / 1_000 }
  } finally {
    consoles.close()
    for (const connection of connections) connection.close()
    await stop()
  }
}

/** CPU time that the process takes in a second, while `work` runs (s). */
async function cpuSeconds(url: string, work: () => Promise<void>): Promise<number> {
  const cpu = () => figureOf(url, 'process_cpu_seconds_total')
  const [before, since] = [await cpu(), performance.now()]
  await work()
  return ((await cpu()) - before) / ((performance.now() - since) / 1_000)
}

/** Each console echoes once, one after the other through the whole time. @returns those that were told to try again */
async function echoAll(
  texts: readonly string[],
  connections: readonly HttpConnection[],
  withinMs: number,
): Promise<string[]> {
  const since = performance.now()
  const refused: string[] = []
  const work = async (connection: HttpConnection, first: number) => {
    for (let n = first; n < texts.length; n += connections.length) {
      await pause(Math.max(0, since + (n / texts.length) * withinMs - performance.now()))
      const text = texts[n] ?? ''
      const { status, body } = await connection.send(text)
      if (status === 503) refused.push(text)
      else if (status !== 204) throw new Error(`An echo was answered with ${status}: ${body}`)
    }
  }
  await Promise.all(connections.map(work))
  await pause(Math.max(0, since + withinMs - performance.now()))
  return refused
}
