import { execFile } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { expect, onTestFinished, test } from 'vitest'
import { z } from 'zod'
import { chartOf } from '../../bench/chart.ts'
import { medianOf, reportOf, tableOf } from '../../bench/report.ts'
import type { BenchmarkRow } from '../../bench/row.ts'

const Report = z.object({
  machine: z.string().regex(/^\d+ cores, Node \S+, Redis \S+$/),
  quick: z.literal(true),
  runs: z.literal(1),
  rows: z.array(
    z.object({
      what: z.string(),
      unit: z.string(),
      product: z.number(),
      floor: z.number().nullable(),
      ratio: z.number().nullable(),
      budget: z.object({ of: z.enum(['ratio', 'product']) }).nullable(),
      met: z.boolean().nullable(),
    }),
  ),
})

/** All that is promised, by what each row begins with. */
const PROMISED = [
  'commands per second, ',
  'command to the last of ',
  'Redis round trips, a call known here',
  'Redis round trips, one that is not',
  'voice webhook at 100 calls/s, p99',
  'memory (RSS), ',
  'an idle console, of ',
  'start to ready, ',
]

test('the short form measures all that is promised, and writes it down', { timeout: 150_000 }, async () => {
  const folder = mkdtempSync(join(tmpdir(), 'switchyard-bench-test-'))
  onTestFinished(() => rmSync(folder, { recursive: true }))
  const [json, chart] = [join(folder, 'bench.json'), join(folder, 'bench.svg')]
  const entry = ['coordinator/commands/launcher/run.mjs', 'tests/bench/main.ts']
  const args = ['--quick', '--json', json, '--chart', chart]
  const { stdout } = await promisify(execFile)(process.execPath, [...entry, ...args])
  const { rows } = Report.parse(JSON.parse(readFileSync(json, 'utf8')))
  for (const promised of PROMISED) {
    const row = rows.find(({ what, budget }) => budget !== null && what.startsWith(promised))
    expect(row, promised).toMatchObject({ product: expect.any(Number), met: expect.any(Boolean) })
    expect(stdout).toContain(row?.what)
  }
  // Counted, not timed: these hold on every machine.
  expect(rows.find(({ what }) => what.startsWith('Redis round trips, a call known'))?.product).toBe(1)
  expect(rows.find(({ what }) => what.startsWith('Redis round trips, one that'))?.product).toBe(2)
  expect(readFileSync(chart, 'utf8')).toContain('voice webhook')
})

const row = (ratio: number): BenchmarkRow => ({
  what: 'a <fast> thing',
  unit: 'ms',
  product: ratio * 2,
  floor: 2,
  ratio,
  budget: { of: 'ratio', atMost: 1.5 },
})

test('several runs give the median of each, and a budget is met or missed', () => {
  const about = { machine: '2 cores', quick: false, runs: 3 }
  const report = reportOf(medianOf([[row(1.4)], [row(9)], [row(1.2)]]), about)
  expect(report.rows).toMatchObject([{ ratio: 1.4, product: 2.8, floor: 2, met: true }])
  expect(tableOf(report.rows)).toMatch(/2\.80 ms +2\.00 ms +1\.40x +<= 1\.5x +met/)
  expect(tableOf([row(1.6)])).toContain('MISSED')
  expect(chartOf(report)).toContain('a &lt;fast&gt; thing')
})
