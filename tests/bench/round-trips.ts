import { setTimeout as pause } from 'node:timers/promises'
import { openRedisProxy } from '../setup/redis-proxy.ts'
import { median } from './figures.ts'
import { HttpConnection } from './http-connection.ts'
import type { MeasuredSide } from './measured-side.ts'
import { change } from './measures.ts'
import type { BenchPlan } from './plan.ts'
import { startProduct } from './product.ts'
import { alone, type BenchmarkRow } from './row.ts'

/** Until the feed has told everybody, and Twilio has been told what a change owes it. */
const SETTLE_MS = 300

/** What a second coordinator asks Redis between a command and its answer: of a call it has, and of one that changed elsewhere. */
export async function roundTripRows(
  plan: BenchPlan,
  desk: MeasuredSide,
  redisUrl: string,
  carrierUrl: string,
): Promise<BenchmarkRow[]> {
  const [subject] = desk.subjects
  if (!subject) throw new Error('There is no call to change')
  const proxy = await openRedisProxy(redisUrl.slice('unix:'.length))
  const counted = await startProduct(proxy.url, carrierUrl)
  const [elsewhere, here] = await Promise.all([
    HttpConnection.open(desk.url),
    HttpConnection.open(counted.url),
  ])
  const trips = async () => {
    await pause(SETTLE_MS)
    const before = proxy.asked.length
    await change(subject, here)
    return proxy.asked.slice(before).filter((words) => words.some((word) => word.includes(subject.name)))
      .length
  }
  const known: number[] = []
  const unknown: number[] = []
  // The first change on a connection takes one more: it learns what time it is there.
  await change(subject, here)
  try {
    for (let n = 0; n < plan.roundTrips; n++) {
      await change(subject, elsewhere)
      unknown.push(await trips())
      known.push(await trips())
    }
  } finally {
    elsewhere.close()
    here.close()
    await counted.stop()
    proxy.close()
  }
  return [
    alone('Redis round trips, a call known here', '', median(known), { of: 'product', atMost: 1 }),
    alone('Redis round trips, one that is not', '', median(unknown), { of: 'product', atMost: 2 }),
  ]
}
