import { performance } from 'node:perf_hooks'
import { setTimeout as pause } from 'node:timers/promises'
import { Consoles } from './consoles.ts'
import { type Quantiles, quantilesOf } from './figures.ts'
import type { Side, Subject } from './sides.ts'
import { type Answered, figureOf, Wire } from './wire.ts'

/** After consoles have opened: the desk has news of each of them to tell first. */
const SETTLE_MS = 300

export interface Throughput {
  perSecond: number
  /** CPU time of the process that is asked, for each change (µs). */
  cpuUs: number
  /** How much of the time whoever asks is busy (%): near 100 it is the load that is measured. */
  loadBusy: number
}

/** With one change under way on each call. */
export async function throughput({ url, subjects }: Side, forMs: number): Promise<Throughput> {
  const wires = await Promise.all(subjects.map(() => Wire.open(url)))
  const cpuSeconds = () => figureOf(url, 'process_cpu_seconds_total')
  const cpuBefore = await cpuSeconds()
  const loop = performance.eventLoopUtilization()
  const until = performance.now() + forMs
  const startedAt = performance.now()
  const work = async (subject: Subject, wire: Wire) => {
    let done = 0
    for (; performance.now() < until; done++) await change(subject, wire)
    return done
  }
  const counts = await Promise.all(
    wires.flatMap((wire, n) => {
      const subject = subjects[n]
      return subject ? [work(subject, wire)] : []
    }),
  )
  const tookMs = performance.now() - startedAt
  const loadBusy = performance.eventLoopUtilization(loop).utilization * 100
  for (const wire of wires) wire.close()
  const done = counts.reduce((sum, count) => sum + count, 0)
  const cpuUs = (((await cpuSeconds()) - cpuBefore) * 1e6) / done
  return { perSecond: (done / tookMs) * 1000, cpuUs, loadBusy }
}

/** Consoles that are open, and what it takes until the last of them shows a change. */
export async function openConsoles(side: Side, count: number) {
  const consoles = new Consoles()
  const { path, headers } = side.consoles(count)
  await consoles.open(side.url, path, headers)
  await pause(SETTLE_MS)
  const wire = await Wire.open(side.url)
  const [subject] = side.subjects
  if (!subject) throw new Error('There is no call to change')
  return {
    /** From sending the command to the last console, in milliseconds, `changes` times one after the other. */
    async latencies(changes: number): Promise<number[]> {
      const took: number[] = []
      for (let n = 0; n < changes; n++) {
        const heard = consoles.heard(`"rev":${subject.rev + 1},`)
        const startedAt = performance.now()
        const [at] = await Promise.all([heard, change(subject, wire)])
        took.push(at - startedAt)
      }
      return took
    },
    close() {
      consoles.close()
      wire.close()
    },
  }
}

/** How long callers wait for their first document, at so many new ones a second. */
export async function voiceAnswers(side: Side, perSecond: number, forMs: number): Promise<Quantiles> {
  const idle = await Promise.all(Array.from({ length: 16 }, () => Wire.open(side.url)))
  const wires = [...idle]
  const answers: Promise<number>[] = []
  const startedAt = performance.now()
  for (let n = 0; n < (perSecond * forMs) / 1000; n++) {
    await pause(startedAt + (n * 1000) / perSecond - performance.now())
    answers.push(
      askedBy(idle.pop() ?? (await another(side.url, wires)), side.voice(), (wire) => idle.push(wire)),
    )
  }
  const took = await Promise.all(answers)
  for (const wire of wires) wire.close()
  return quantilesOf(took)
}

async function another(url: string, wires: Wire[]): Promise<Wire> {
  const wire = await Wire.open(url)
  wires.push(wire)
  return wire
}

async function askedBy(wire: Wire, request: string, done: (wire: Wire) => void): Promise<number> {
  const startedAt = performance.now()
  well(await wire.send(request))
  done(wire)
  return performance.now() - startedAt
}

export async function change(subject: Subject, wire: Wire): Promise<void> {
  well(await wire.send(subject.next()))
  subject.rev++
}

function well(answer: Answered) {
  if (answer.status !== 200) throw new Error(`Answered ${answer.status}: ${answer.body}`)
}
