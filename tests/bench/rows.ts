import { startChild } from './child.ts'
import { type PairedFigures, pairedFigures, type Quantiles, quantilesOf } from './figures.ts'
import { floorSide, startFloor } from './floor-side.ts'
import { idleRows } from './idle.ts'
import type { MeasuredSide } from './measured-side.ts'
import { openConsoles, throughput, voiceAnswers } from './measures.ts'
import { memoryRow } from './memory.ts'
import type { BenchPlan } from './plan.ts'
import { hire, openDesk, startProduct } from './product.ts'
import { roundTripRows } from './round-trips.ts'
import { alone, type BenchmarkRow } from './row.ts'
import { startRow } from './start.ts'

const CALLS_PER_SECOND = 100
const QUANTILES = ['p50', 'p95', 'p99'] as const

/** The sides take turns, so that the machine's own drift falls on both. */
export async function measureAll(plan: BenchPlan, redisUrl: string, folder: string): Promise<BenchmarkRow[]> {
  const opened: (() => Promise<void>)[] = []
  const open = async <One extends { stop(): Promise<void> }>(starting: Promise<One>): Promise<One> => {
    const one = await starting
    opened.push(one.stop)
    return one
  }
  try {
    const carrier = await open(startChild('tests/bench/carrier.ts', {}))
    const floorProcess = await open(startFloor(redisUrl))
    await hire(redisUrl, 2 * plan.agents)
    const product = await open(startProduct(redisUrl, carrier.url))
    const desk = await openDesk(product.url, plan.agents, 0)
    const floor = floorSide(floorProcess.url, plan.agents)
    // The floor has little to compile, the product much.
    await throughput(floor, plan.warmUpMs / 4)
    await throughput(desk, plan.warmUpMs)

    const rows = await throughputRows(plan, desk, floor)
    for (const consoles of plan.consoles) rows.push(...(await latencyRows(plan, consoles, desk, floor)))
    rows.push(...(await roundTripRows(plan, desk, redisUrl, carrier.url)))
    rows.push(await twoProcessesRow(plan, desk, () => startProduct(redisUrl, carrier.url)))
    rows.push(await voiceRow(plan, desk, floor))
    await product.stop()
    rows.push(await memoryRow(plan, desk, () => startProduct(redisUrl, carrier.url)))
    rows.push(...(await idleRows(plan, redisUrl, () => startProduct(redisUrl, carrier.url))))
    rows.push(await startRow(folder, plan.starts))
    return rows
  } finally {
    for (const stop of opened.reverse()) await stop()
  }
}

async function latencyRows(
  plan: BenchPlan,
  { open, changes }: BenchPlan['consoles'][number],
  product: MeasuredSide,
  floor: MeasuredSide,
): Promise<BenchmarkRow[]> {
  const ofProduct = await openConsoles(product, open)
  const ofFloor = await openConsoles(floor, open)
  const rounds = await inTurn(
    plan.rounds,
    async () => quantilesOf(await ofProduct.latencies(changes)),
    async () => quantilesOf(await ofFloor.latencies(changes)),
  )
  ofProduct.close()
  ofFloor.close()
  return QUANTILES.map((quantile) => ({
    what: `command to the last of ${open} consoles, ${quantile}`,
    unit: 'ms',
    ...besideAt(rounds, quantile),
    budget: quantile === 'p50' ? { of: 'ratio', atMost: 1.5 } : null,
  }))
}

async function throughputRows(
  plan: BenchPlan,
  product: MeasuredSide,
  floor: MeasuredSide,
): Promise<BenchmarkRow[]> {
  const rounds = await inTurn(
    plan.rounds,
    () => throughput(product, plan.throughputMs),
    () => throughput(floor, plan.throughputMs),
  )
  const of = (name: 'perSecond' | 'cpuUs' | 'loadBusy') =>
    pairedFigures(rounds.map(({ product, floor }) => ({ product: product[name], floor: floor[name] })))
  const calls = product.subjects.length
  return [
    {
      what: `commands per second, ${calls} calls`,
      unit: '/s',
      ...of('perSecond'),
      budget: { of: 'ratio', atLeast: 0.5 },
    },
    { what: 'CPU of the process per command', unit: 'µs', ...of('cpuUs'), budget: null },
    { what: 'load generator busy meanwhile', unit: '%', ...of('loadBusy'), ratio: null, budget: null },
  ]
}

/** Half of the calls at each: beside one process, it shows what a second one adds on this machine. */
async function twoProcessesRow(
  plan: BenchPlan,
  first: MeasuredSide,
  start: () => ReturnType<typeof startProduct>,
): Promise<BenchmarkRow> {
  const process = await start()
  try {
    const second = await openDesk(process.url, plan.agents, plan.agents)
    const half = (side: MeasuredSide) => ({ ...side, subjects: side.subjects.slice(0, plan.agents / 2) })
    await throughput(half(second), plan.warmUpMs / 2)
    const both = await Promise.all([first, second].map((side) => throughput(half(side), plan.throughputMs)))
    const perSecond = both.reduce((sum, one) => sum + one.perSecond, 0)
    return alone(`commands per second of two processes, ${plan.agents} calls`, '/s', perSecond)
  } finally {
    await process.stop()
  }
}

async function voiceRow(plan: BenchPlan, product: MeasuredSide, floor: MeasuredSide): Promise<BenchmarkRow> {
  const rounds = await inTurn(
    plan.voiceRounds,
    () => voiceAnswers(product, CALLS_PER_SECOND, plan.voiceMs),
    () => voiceAnswers(floor, CALLS_PER_SECOND, plan.voiceMs),
  )
  return {
    what: `voice webhook at ${CALLS_PER_SECOND} calls/s, p99`,
    unit: 'ms',
    ...besideAt(rounds, 'p99'),
    budget: { of: 'product', atMost: 20 },
  }
}

const besideAt = (
  rounds: readonly { product: Quantiles; floor: Quantiles }[],
  at: keyof Quantiles,
): PairedFigures =>
  pairedFigures(rounds.map(({ product, floor }) => ({ product: product[at], floor: floor[at] })))

/** A B A B …; one round before them, which warms both up, is thrown away. */
async function inTurn<Measured>(
  rounds: number,
  product: () => Promise<Measured>,
  floor: () => Promise<Measured>,
): Promise<{ product: Measured; floor: Measured }[]> {
  const measured: { product: Measured; floor: Measured }[] = []
  for (let n = 0; n <= rounds; n++) measured.push({ product: await product(), floor: await floor() })
  return measured.slice(1)
}
