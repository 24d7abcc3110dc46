import { type Beside, beside, type Quantiles, quantilesOf } from './figures.ts'
import { openConsoles, throughput, voiceAnswers } from './measures.ts'
import type { BenchPlan } from './plan.ts'
import type { Row } from './report.ts'
import type { Side } from './sides.ts'

const CALLS_PER_SECOND = 100
const QUANTILES = ['p50', 'p95', 'p99'] as const

/** Everything that has a floor. The sides take turns, so that the machine's own drift falls on both. */
export async function measureAll(plan: BenchPlan, product: Side, floor: Side): Promise<Row[]> {
  // The floor has little to compile, the product much.
  await throughput(floor, plan.warmUpMs / 4)
  await throughput(product, plan.warmUpMs)
  const rows = [await throughputRow(plan, product, floor)]
  for (const consoles of plan.consoles) rows.push(...(await latencyRows(plan, consoles, product, floor)))
  rows.push(await voiceRow(plan, product, floor))
  return rows
}

async function latencyRows(plan: BenchPlan, consoles: number, product: Side, floor: Side): Promise<Row[]> {
  const [ofProduct, ofFloor] = await Promise.all([product, floor].map((side) => openConsoles(side, consoles)))
  if (!ofProduct || !ofFloor) return []
  const rounds = await inTurn(
    plan.rounds,
    async () => quantilesOf(await ofProduct.latencies(plan.changesPerRound)),
    async () => quantilesOf(await ofFloor.latencies(plan.changesPerRound)),
  )
  ofProduct.close()
  ofFloor.close()
  return QUANTILES.map((quantile) => ({
    what: `command to the last of ${consoles} consoles, ${quantile}`,
    unit: 'ms',
    ...besideAt(rounds, quantile),
    budget: quantile === 'p50' ? { of: 'ratio', atMost: 1.5 } : null,
  }))
}

async function throughputRow(plan: BenchPlan, product: Side, floor: Side): Promise<Row> {
  const rounds = await inTurn(
    plan.rounds,
    () => throughput(product, plan.throughputMs),
    () => throughput(floor, plan.throughputMs),
  )
  return {
    what: `commands per second, ${product.subjects.length} calls`,
    unit: '/s',
    ...beside(rounds),
    budget: { of: 'ratio', atLeast: 0.5 },
  }
}

async function voiceRow(plan: BenchPlan, product: Side, floor: Side): Promise<Row> {
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

const besideAt = (rounds: readonly { product: Quantiles; floor: Quantiles }[], at: keyof Quantiles): Beside =>
  beside(rounds.map(({ product, floor }) => ({ product: product[at], floor: floor[at] })))

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
