import { readFileSync } from 'node:fs'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { measure } from '../../../coordinator/ops/gauges.ts'
import { makeAvailable, openDesk, rings, type TestCoordinator, type TestDesk } from '../../setup/desk.ts'

const read = (name: string) =>
  readFileSync(new URL(`../../../docs/monitoring/${name}`, import.meta.url), 'utf8')
const alerts = read('alerts.yml')
const dashboard = read('grafana-dashboard.json')

interface Panel {
  id: number
  title: string
  gridPos: { x: number; y: number; w: number; h: number }
  targets: { expr: string }[]
}

let desk: TestDesk
let office: TestCoordinator
beforeAll(async () => {
  desk = await openDesk()
  office = await desk.open()
  const { metrics } = office
  measure(metrics, office, desk.clock)
  metrics.request('GET', '/', 200, 1)
  metrics.command('claim', 'ok')
  metrics.carrier('redirectCaller', 'ok', 1)
  metrics.carrierError('20429')
  metrics.job('sweep', 'ok', 1)
  await makeAvailable(office, 'ann')
  await rings(office)
})
afterAll(() => desk.close())

/** Every series by its name, with its labels. */
async function exposed(): Promise<Map<string, Set<string>>> {
  const { text } = await office.metrics.expose()
  const series = new Map<string, Set<string>>()
  for (const [, name = '', labels = ''] of text.matchAll(/^([a-z0-9_]+)(?:\{(.*)\})? \S+$/gm)) {
    const known = series.get(name) ?? new Set()
    for (const [, label = ''] of labels.matchAll(/(\w+)="/g)) known.add(label)
    series.set(name, known)
  }
  return series
}

describe.each([
  ['the alerting rules', [...alerts.matchAll(/expr: (.+)/g)].map(([, expr = '']) => expr)],
  [
    'the dashboard',
    (JSON.parse(dashboard).panels as Panel[]).flatMap(({ targets }) => targets.map(({ expr }) => expr)),
  ],
])('%s', (_, exprs) => {
  test('ask for what is measured, by labels that it has', async () => {
    const series = await exposed()
    expect(exprs.length).toBeGreaterThan(10)
    for (const expr of exprs) {
      for (const [, name = '', labels = ''] of expr.matchAll(
        /((?:switchyard|nodejs|process)_\w+)(?:\{([^}]*)\})?/g,
      )) {
        expect([...series.keys()], expr).toContain(name)
        const asked = [...labels.matchAll(/(\w+)=/g)].map(([, label = '']) => label)
        for (const label of asked.filter((one) => one !== 'job' || name.includes('job')))
          expect([...(series.get(name) ?? [])], expr).toContain(label)
      }
    }
  })
})

test('each alert says how grave it is and what it means', () => {
  const rules = alerts.split(/^ {6}- alert: /m).slice(1)
  expect(rules.length).toBeGreaterThan(10)
  for (const rule of rules) {
    expect(rule).toMatch(/^\w+\n {8}expr: .+\n {8}for: \d+m\n {8}labels: \{ severity: (page|warn) \}\n/)
    expect(rule).toMatch(/ {8}annotations:\n {10}summary: ".+\."/)
  }
})

test('the panels of the dashboard have a place of their own', () => {
  const panels: Panel[] = JSON.parse(dashboard).panels
  expect(new Set(panels.map(({ id }) => id)).size).toBe(panels.length)
  const cells = panels.flatMap(({ gridPos: { x, y, w, h } }) =>
    Array.from({ length: w * h }, (_, n) => `${x + (n % w)}:${y + Math.floor(n / w)}`),
  )
  expect(new Set(cells).size).toBe(cells.length)
})

test('ages and depths are of this moment', async () => {
  const value = async (name: string) =>
    Number(new RegExp(`^switchyard_${name} (\\S+)$`, 'm').exec((await office.metrics.expose()).text)?.[1])
  expect(await value('sweep_age_seconds')).toBeNaN()
  await office.heartbeats.sweepFinished(desk.clock.now())
  desk.clock.pass(40_000)
  expect(await value('sweep_age_seconds')).toBe(40)
  expect(await value('timers_due')).toBe(1)
  expect(await value('timers_late_seconds')).toBe(10)
  expect(await value('longest_wait_seconds')).toBe(40)
  expect(await value('outbox_oldest_seconds')).toBe(0)
  expect(await value('feed_lag_seconds')).toBe(0)
  const { text } = await office.metrics.expose()
  expect(text).toContain('switchyard_calls{status="ringing"} 1')
})

test('what cannot be read is not made up', async () => {
  const other = await desk.open()
  measure(other.metrics, other, desk.clock)
  await other.close()
  const { text } = await other.metrics.expose()
  expect(text).toMatch(/^switchyard_outbox_depth Nan$/im)
})
