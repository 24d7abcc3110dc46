import { setTimeout as pause } from 'node:timers/promises'
import { OpenConsoles } from './consoles.ts'
import { figureOf, HttpConnection } from './http-connection.ts'
import type { MeasuredSide } from './measured-side.ts'
import type { BenchPlan } from './plan.ts'
import type { startProduct } from './product.ts'
import { alone, type BenchmarkRow } from './row.ts'

const SETTLE_MS = 2_000
const AT_ONCE = 16

/** A coordinator that has just started, with so many consoles open and so many callers ringing. */
export async function memoryRow(
  { memory }: BenchPlan,
  desk: MeasuredSide,
  start: () => ReturnType<typeof startProduct>,
): Promise<BenchmarkRow> {
  const process = await start()
  const consoles = new OpenConsoles()
  try {
    const { path, headers } = desk.consoles(memory.consoles)
    await consoles.open(process.url, path, headers)
    await ring({ ...desk, url: process.url }, memory.calls)
    await pause(SETTLE_MS)
    const bytes = await figureOf(process.url, 'process_resident_memory_bytes')
    const what = `memory (RSS), ${memory.calls} live calls, ${memory.consoles} consoles`
    return alone(what, 'MB', bytes / 2 ** 20, { of: 'product', atMost: 200 })
  } finally {
    consoles.close()
    await process.stop()
  }
}

/** Until so many callers are on the line. */
async function ring(desk: MeasuredSide, calls: number) {
  const connections = await Promise.all(Array.from({ length: AT_ONCE }, () => HttpConnection.open(desk.url)))
  for (let live = await desk.live(desk.url); live < calls; live += AT_ONCE)
    await Promise.all(connections.slice(0, calls - live).map((connection) => connection.send(desk.voice())))
  for (const connection of connections) connection.close()
}
