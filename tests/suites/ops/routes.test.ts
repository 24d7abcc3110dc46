import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest'
import { type Office, openOffice, type Person, PUBLIC_URL, problemIn } from '../api/office.ts'

const TOKEN = 'scrape-me-gently'

const onReady = vi.fn()

let office: Office
let mia: Person
let olga: Person

beforeAll(async () => {
  office = await openOffice({ metricsToken: TOKEN, onReady })
  mia = await office.employ('mia')
  olga = await office.employ('olga', 'ops')
})
afterAll(() => office.close())

test('the process lives, also when other parts do not', async () => {
  office.checks.redis = async () => 'gone'
  const alive = await office.request('GET', '/healthz')
  expect(alive.status).toBe(200)
  expect(await alive.json()).toEqual({ status: 'ok', forwardedFor: 0 })
  office.checks.redis = async () => null
})

describe('readiness', () => {
  test('is told when all checks pass', async () => {
    expect((await office.request('GET', '/readyz')).status).toBe(200)
    expect(onReady).toHaveBeenCalledTimes(1)
  })

  test('names every reason why not, also one that was thrown', async () => {
    office.checks.redis = async () => 'out of reach'
    office.checks.worker = async () => {
      throw new Error('not seen for 40 s')
    }
    const refused = await office.request('GET', '/readyz')
    expect(refused.status).toBe(503)
    expect(await problemIn(refused)).toMatchObject({
      code: 'unavailable',
      detail: 'redis: out of reach; worker: not seen for 40 s',
      errors: [
        { path: 'redis', message: 'out of reach' },
        { path: 'worker', message: 'not seen for 40 s' },
      ],
    })
    expect(onReady).toHaveBeenCalledTimes(1)
    office.checks.redis = async () => null
    office.checks.worker = async () => null
  })
})

describe('metrics', () => {
  const FORWARDED = { 'x-forwarded-for': '203.0.113.9' }

  test('are for this machine, where no proxy can stand in front', async () => {
    await mia.command('CAnobody/claim')
    expect((await office.request('GET', '/metrics')).status).toBe(401)
    const alone = await openOffice({ publicUrl: 'http://127.0.0.1:3000' })
    expect((await alone.request('GET', '/metrics')).status).toBe(200)
    expect((await alone.request('GET', '/metrics', undefined, FORWARDED)).status).toBe(401)
    await alone.close()
    const metrics = await olga.get('/metrics')
    expect(metrics.headers.get('content-type')).toContain('text/plain; version=0.0.4')
    const text = await metrics.text()
    expect(text).toContain('process_cpu_seconds_total')
    expect(text).toContain('switchyard_commands_total{command="claim",code="no_such_call"} 1')
    expect(text).toContain('switchyard_sign_ins_total{result="ok"} 2')
  })

  test('refuse a request that came through a proxy on this machine', async () => {
    expect((await office.request('GET', '/metrics', undefined, FORWARDED)).status).toBe(401)
    expect((await mia.get('/metrics', FORWARDED)).status).toBe(403)
    expect((await olga.get('/metrics', FORWARDED)).status).toBe(200)
  })

  test('answer a request that has the token', async () => {
    const asked = (authorization: string) =>
      office.request('GET', '/metrics', undefined, { ...FORWARDED, authorization })
    expect((await asked(`Bearer ${TOKEN}`)).status).toBe(200)
    expect((await asked(`Bearer ${TOKEN}x`)).status).toBe(401)
    expect((await asked('Bearer ')).status).toBe(401)
  })
})

describe('the job board', () => {
  const HTML = { accept: 'text/html' }

  test('is for operators', async () => {
    const shown = await olga.get('/ops/jobs/queue/timer')
    expect(await shown.text()).toBe('the board')
    expect(shown.headers.get('cache-control')).toBe('no-store')
    const refused = await mia.get('/ops/jobs', HTML)
    expect(refused.status).toBe(403)
    expect((await problemIn(refused)).code).toBe('forbidden')
  })

  test('sends a browser without a session to where people sign in', async () => {
    const sent = await office.request('GET', '/ops/jobs', undefined, HTML)
    expect([sent.status, sent.headers.get('location')]).toEqual([302, '/'])
    expect((await office.request('GET', '/ops/jobs/api/queues')).status).toBe(401)
  })

  test('takes no orders from anybody', async () => {
    const path = '/ops/jobs/api/queues/q/clean'
    const foreign = { origin: 'https://evil.example.com' }
    expect((await olga.request('PUT', path, undefined, foreign)).status).toBe(403)
    for (const method of ['PUT', 'POST', 'PATCH', 'DELETE'])
      expect((await olga.request(method, path, undefined, { origin: PUBLIC_URL })).status).toBe(403)
  })

  test('is not at paths that merely begin like its own', async () => {
    expect((await olga.get('/ops/jobsearch')).status).toBe(404)
  })
})
