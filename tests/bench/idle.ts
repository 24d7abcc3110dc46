import { setTimeout as pause } from 'node:timers/promises'
import { OpenConsoles } from './consoles.ts'
import { figureOf, HttpConnection } from './http-connection.ts'
import type { BenchPlan } from './plan.ts'
import { echoText, openSessions, type startProduct } from './product.ts'
import { alone, type BenchmarkRow } from './row.ts'

/** What the opening of so many consoles gives the process to do is done, and what runs often is compiled. */
const SETTLE_MS = 2_000
/** The server closes a connection that is idle for some seconds. */
const CONSOLES_OF_A_CONNECTION = 20

/**
 * What a console costs whose agent does nothing: its stream, its beats, and their echoes. Each has a session of its own.
 * What the process takes without any console is subtracted.
 */
export async function idleRows(
  { idle: { consoles: count, echoes, echoEveryMs } }: BenchPlan,
  redisUrl: string,
  start: () => ReturnType<typeof startProduct>,
): Promise<BenchmarkRow[]> {
  const cookies = await openSessions(redisUrl, count)
  const { url, stop } = await start()
  const consoles = new OpenConsoles()
  const connections: HttpConnection[] = []
  try {
    const memory = () => figureOf(url, 'process_resident_memory_bytes')
    await pause(SETTLE_MS)
    const without = await cpuSeconds(url, () => pause(echoEveryMs))
    const empty = await memory()
    await consoles.open(
      url,
      '/api/events',
      cookies.map((cookie) => ({ Cookie: cookie })),
    )
    await pause(SETTLE_MS)
    for (let n = 0; n < count; n += CONSOLES_OF_A_CONNECTION) connections.push(await HttpConnection.open(url))
    const texts = cookies.map((cookie, n) => echoText(consoles.ids[n] ?? '', cookie))
    // The first echo is a commit: it changes what the process knows of a console. It comes sooner than the others, and again when it is refused, as from a browser.
    for (let unproven: readonly string[] = texts; unproven.length > 0; )
      unproven = await echoAll(unproven, connections, echoEveryMs / 2)
    const used = await cpuSeconds(url, async () => {
      for (let n = 0; n < echoes; n++)
        if ((await echoAll(texts, connections, echoEveryMs)).length > 0)
          throw new Error('An idle console was refused')
    })
    const [what, of] = [`an idle console, of ${count}`, 'product' as const]
    return [
      alone(`${what}: CPU in a second`, 'µs', ((used - without) / count) * 1e6, { of, atMost: 5 }),
      alone(`${what}: memory`, 'kB', ((await memory()) - empty) / count / 1_000, { of, atMost: 12 }),
    ]
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
