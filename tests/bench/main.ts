import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { ensureConsole } from '../../coordinator/launcher/build-console.ts'
import { startEmbeddedRedis } from '../../coordinator/launcher/embedded-redis.ts'
import { startChild } from './child.ts'
import { floorSide, startFloor } from './floor-side.ts'
import { FULL, QUICK } from './plan.ts'
import { hire, openDesk, residentMemory, startProduct } from './product.ts'
import { isMet, type Row, tableOf } from './report.ts'
import { measureAll } from './rows.ts'
import { startRow } from './start.ts'

/**
 * `npm run bench`: the product beside a bare floor, both in this run. `-- --quick` is a short form,
 * `-- --json FILE` writes the figures to a file.
 */
const { values } = parseArgs({
  options: { quick: { type: 'boolean', default: false }, json: { type: 'string' } },
})
const plan = values.quick ? QUICK : FULL
const folder = mkdtempSync(join(tmpdir(), 'switchyard-bench-'))
const opened: (() => Promise<void>)[] = []
const say = (line: string) => process.stderr.write(`${line}\n`)

async function bench(): Promise<Row[]> {
  await ensureConsole()
  const rows: Row[] = [await startRow(folder, plan.starts)]
  const redis = await startEmbeddedRedis(folder, { say })
  opened.push(redis.stop)
  const [carrier, floor] = await Promise.all([
    startChild('tests/bench/carrier.ts', {}),
    startFloor(redis.url),
    hire(redis.url, plan.agents),
  ])
  opened.push(carrier.stop, floor.stop)
  const product = await startProduct(redis.url, carrier.url)
  opened.push(product.stop)
  const desk = await openDesk(product.url, plan.agents)
  rows.unshift(...(await measureAll(plan, desk, floorSide(floor.url, plan.agents))))
  const memory = (await residentMemory(product.url)) / 2 ** 20
  rows.push({
    what: 'memory (RSS) after all that',
    unit: 'MB',
    product: memory,
    floor: null,
    ratio: null,
    budget: null,
  })
  return rows
}

try {
  const rows = await bench()
  process.stdout.write(`${tableOf(rows)}\n`)
  if (values.json !== undefined)
    writeFileSync(
      values.json,
      `${JSON.stringify({ quick: values.quick, rows: rows.map((row) => ({ ...row, met: isMet(row) })) }, null, 2)}\n`,
    )
} finally {
  for (const stop of opened.reverse()) await stop()
  rmSync(folder, { recursive: true, force: true })
}
