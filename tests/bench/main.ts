import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { buildConsole } from '../../coordinator/commands/launcher/build-console.ts'
import { startEmbeddedRedis } from '../../coordinator/commands/launcher/embedded-redis.ts'
import { chartOf } from './chart.ts'
import { machineWith } from './machine.ts'
import { FULL, QUICK } from './plan.ts'
import { medianOf, reportOf, tableOf } from './report.ts'
import type { BenchmarkRow } from './row.ts'
import { measureAll } from './rows.ts'

/**
 * `npm run bench`: the product beside a bare floor, both in this run. `-- --quick` is a short form, `--runs N` takes
 * the median of several, `--json FILE` writes the figures to a file and `--chart FILE` draws them.
 */
const { values } = parseArgs({
  options: {
    quick: { type: 'boolean', default: false },
    runs: { type: 'string', default: '1' },
    json: { type: 'string' },
    chart: { type: 'string' },
  },
})

let machine = ''

async function run(): Promise<BenchmarkRow[]> {
  const folder = mkdtempSync(join(tmpdir(), 'switchyard-bench-'))
  const redis = await startEmbeddedRedis(folder)
  try {
    machine = await machineWith(redis.url)
    return await measureAll(values.quick ? QUICK : FULL, redis.url, folder)
  } finally {
    await redis.stop()
    rmSync(folder, { recursive: true, force: true })
  }
}

await buildConsole()
const runs: BenchmarkRow[][] = []
for (let n = 0; n < Number(values.runs); n++) {
  runs.push(await run())
  if (Number(values.runs) > 1) process.stderr.write(`Run ${n + 1}:\n${tableOf(runs[n] ?? [])}\n\n`)
}
const report = reportOf(medianOf(runs), { quick: values.quick, runs: runs.length, machine })
process.stdout.write(`${tableOf(report.rows)}\n`)
if (values.json !== undefined) writeFileSync(values.json, `${JSON.stringify(report, null, 2)}\n`)
if (values.chart !== undefined) writeFileSync(values.chart, chartOf(report))
