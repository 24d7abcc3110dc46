import { performance } from 'node:perf_hooks'
import { setTimeout as pause } from 'node:timers/promises'
import { OpenConsoles } from './consoles.ts'
import { type Quantiles, quantilesOf } from './figures.ts'
import { figureOf, HttpConnection, type HttpResponse } from './http-connection.ts'
import type { MeasuredCall, MeasuredSide } from './measured-side.ts'

/** After consoles have opened: the desk has news of each of them to tell first. */
const SETTLE_MS = 300

export interface Throughput {
  perSecond: number
  /** CPU time of the process that is asked, for each change (µs). */
  cpuUs: number
  /** How busy the load generator is (%): near 100, the figures measure the load generator and not the server. */
  loadBusy: number
}

/** With one change under way on each call. */
export async function throughput({ url, subjects }: MeasuredSide, forMs: number): Promise<Throughput> {
  const connections = await Promise.all(subjects.map(() => HttpConnection.open(url)))
  const cpuSeconds = () => figureOf(url, 'process_cpu_seconds_total')
  const cpuBefore = await cpuSeconds()
  const loop = performance.eventLoopUtilization()
  const until = performance.now() + forMs
  const startedAt = performance.now()
  const work = async (subject: MeasuredCall, connection: HttpConnection) => {
    let done = 0
    for (; performance.now() < until; done++) await change(subject, connection)
    return done
  }
  const counts = await Promise.all(
    connections.flatMap((connection, n) => {
      const subject = subjects[n]
      return subject ? [work(subject, connection)] : []
    }),
  )
  const tookMs = performance.now() - startedAt
  const loadBusy = performance.eventLoopUtilization(loop).utilization * 100
  for (const connection of connections) connection.close()
  const done = counts.reduce((sum, count) => sum + count, 0)
  const cpuUs = (((await cpuSeconds()) - cpuBefore) * 1e6) / done
  return { perSecond: (done / tookMs) * 1000, cpuUs, loadBusy }
}

/** Consoles that are open, and what it takes until the last of them shows a change. */
export async function openConsoles(side: MeasuredSide, count: number) {
  const consoles = new OpenConsoles()
  const { path, headers } = side.consoles(count)
  await consoles.open(side.url, path, headers)
  await pause(SETTLE_MS)
  const connection = await HttpConnection.open(side.url)
  const [subject] = side.subjects
  if (!subject) throw new Error('There is no call to change')
  return {
    /** From sending the command to the last console, in milliseconds, `changes` times one after the other. */
    async latencies(changes: number): Promise<number[]> {
      const took: number[] = []
      for (let n = 0; n < changes; n++) {
        const heard = consoles.heard(`"rev":${subject.rev + 1},`)
        const startedAt = performance.now()
        const [at] = await Promise.all([heard, change(subject, connection)])
        took.push(at - startedAt)
      }
      return took
    },
    close() {
      consoles.close()
      connection.close()
    },
  }
}

/** How long callers wait for their first document, at so many new ones a second. */
export async function voiceAnswers(side: MeasuredSide, perSecond: number, forMs: number): Promise<Quantiles> {
  const idle = await Promise.all(Array.from({ length: 16 }, () => HttpConnection.open(side.url)))
  const connections = [...idle]
  const answers: Promise<number>[] = []
  const startedAt = performance.now()
  for (let n = 0; n < (perSecond * forMs) / 1000; n++) {
    await pause(startedAt + (n * 1000) / perSecond - performance.now())
    answers.push(
      askedBy(idle.pop() ?? (await another(side.url, connections)), side.voice(), (connection) =>
        idle.push(connection),
      ),
    )
  }
  const took = await Promise.all(answers)
  for (const connection of connections) connection.close()
  return quantilesOf(took)
}

async function another(url: string, connections: HttpConnection[]): Promise<HttpConnection> {
  const connection = await HttpConnection.open(url)
  connections.push(connection)
  return connection
}

async function askedBy(
  connection: HttpConnection,
  request: string,
  done: (connection: HttpConnection) => void,
): Promise<number> {
  const startedAt = performance.now()
  well(await connection.send(request))
  done(connection)
  return performance.now() - startedAt
}

export async function change(subject: MeasuredCall, connection: HttpConnection): Promise<void> {
  well(await connection.send(subject.next()))
  subject.rev++
}

function well(answer: HttpResponse) {
  if (answer.status !== 200) throw new Error(`Answered ${answer.status}: ${answer.body}`)
}
