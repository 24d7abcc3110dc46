import { once } from 'node:events'
import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterEach, beforeEach, expect, inject, test, vi } from 'vitest'
import { createLog } from '../../../coordinator/ops/log.ts'
import { openTelemetry } from '../../../coordinator/ops/open-telemetry.ts'
import { idsOnly, traceIdOf, traceIn } from '../../../coordinator/ops/tracing.ts'
import { connectRedis } from '../../../coordinator/redis/connect.ts'
import { startWorkers } from '../../../jobs/workers.ts'
import { makeAvailable, until } from '../../setup/desk.ts'
import { quietLog } from '../../setup/site.ts'
import { openPhoneOffice } from '../jobs/phone-office.ts'

interface Line {
  msg: string
  trace?: string
  [field: string]: unknown
}

interface Span {
  traceId: string
  spanId: string
  parentSpanId?: string
  name: string
}

let spans: Span[]
let collector: Server

beforeEach(async () => {
  spans = []
  collector = createServer(async (request, response) => {
    const chunks: Buffer[] = []
    for await (const chunk of request) chunks.push(chunk)
    const { resourceSpans } = JSON.parse(Buffer.concat(chunks).toString())
    spans.push(
      ...resourceSpans.flatMap((one: { scopeSpans: { spans: Span[] }[] }) => one.scopeSpans[0]?.spans ?? []),
    )
    response.writeHead(200, { 'content-type': 'application/json' }).end('{}')
  })
  collector.listen(0, '127.0.0.1')
  await once(collector, 'listening')
  const { port } = collector.address() as AddressInfo
  vi.stubEnv('OTEL_EXPORTER_OTLP_ENDPOINT', `http://127.0.0.1:${port}`)
})
afterEach(async () => {
  collector.closeAllConnections()
  collector.close()
})

test('a webhook, its commit, the timer it set, the job, and what Twilio is told have one trace, in the log and at the collector', async () => {
  const lines: Line[] = []
  const log = createLog('debug', { write: (line) => void lines.push(JSON.parse(line)) })
  const tracing = openTelemetry('traced')
  const limits = { ringMs: 300, joinMs: 300, parkMs: 300, returnMs: 300, transferMs: 300, dialMs: 300 }
  const phones = await openPhoneOffice({
    desk: {
      jobs: true,
      clock: { now: Date.now },
      settings: { limits, sweepEveryMs: 3_600_000 },
      log,
      tracing,
    },
  })
  const { office, caller, desk } = phones
  const workers = await startWorkers(office.jobDeps, {
    queue: office.jobDeps.queue,
    connect: () => connectRedis({ kind: 'url', url: inject('redisUrl') }, 'bullmq', quietLog),
    site: desk.site,
  })
  try {
    await makeAvailable(office, 'ann')
    const callSid = await caller.call({ from: '+12175550142' })
    await phones.faults({ rest: { answer: 503, times: 1, path: callSid } })
    await caller.where(callSid, 'voicemail')
    const told = () =>
      lines.find(({ msg, command }) => msg === 'Command done' && command === 'redirectCaller')
    await until(told)

    const { trace } = told() as Line
    const story = lines.filter((line) => line.trace === trace)
    const place = (what: Partial<Line>) =>
      story.findIndex((line) => Object.entries(what).every(([name, value]) => line[name] === value))
    const places = [
      place({ msg: 'Tried to commit', event: 'INBOUND', outcome: 'done' }),
      place({ msg: 'Request answered', route: '/api/twilio/voice', status: 200 }),
      place({
        msg: 'Tried to commit',
        event: 'xstate.after.ringTimeout.call.ringing.offering',
        outcome: 'done',
      }),
      place({ msg: 'Command failed, and is retried', command: 'redirectCaller' }),
      place({ msg: 'Command done', command: 'redirectCaller' }),
    ]
    expect(places).toEqual([...places].sort((one, other) => one - other))
    expect(places).not.toContain(-1)
    await until(() => place({ msg: 'A job has run', job: 'timer' }) >= 0)
    expect(JSON.stringify(story)).not.toContain('+12175550142')

    await workers.close()
    await tracing.close()
    const sent = spans.filter((span) => span.traceId === trace)
    const names = sent.map(({ name }) => name)
    expect(names).toEqual(
      expect.arrayContaining([
        'POST /api/twilio/voice',
        'job timer',
        'commit',
        'twilio redirectCaller',
        'job command',
      ]),
    )
    const root = sent.find(({ name }) => name === 'POST /api/twilio/voice')
    const others = sent.filter((span) => span !== root)
    for (const { parentSpanId } of others) expect(sent.map(({ spanId }) => spanId)).toContain(parentSpanId)
    expect(root?.parentSpanId ?? '').toBe('')
  } finally {
    await workers.close()
    await phones.close()
  }
})

test('a collector that is away costs nobody anything', async () => {
  vi.stubEnv('OTEL_EXPORTER_OTLP_ENDPOINT', 'http://127.0.0.1:9')
  const tracing = openTelemetry('alone')
  expect(await tracing.run({ name: 'work' }, async (trace) => traceIdOf(trace))).toMatch(/^[0-9a-f]{32}$/)
  await tracing.close().catch(() => undefined)
})

test('work that fails is said to, and fails as before', async () => {
  const tracing = openTelemetry('failing')
  const failing = tracing.run({ name: 'work' }, async () => {
    throw new Error('a bug')
  })
  await expect(failing).rejects.toThrow('a bug')
  await tracing.close()
  expect(spans).toMatchObject([{ name: 'work', status: { code: 2 } }])
})

test('without a collector there are ids all the same, and no more of them than requests', async () => {
  let made = 0
  const { run } = idsOnly(() => `00000000-0000-4000-8000-${String(++made).padStart(12, '0')}`)
  await run({ name: 'request' }, async (trace) => {
    expect(traceIn(trace)).toBe(trace)
    expect(await run({ name: 'commit', parent: trace }, async (parent) => parent)).toBe(trace)
  })
  expect(made).toBe(1)
})

test('what somebody made up is no trace', () => {
  expect(traceIn(`00-${'ab'.repeat(16)}-${'cd'.repeat(8)}-00`)).toBeDefined()
  for (const made of ['made up', '', undefined, 7, `00-${'0'.repeat(32)}-${'cd'.repeat(8)}-00`])
    expect(traceIn(made)).toBeUndefined()
})

test('a line that belongs to no work has no trace', () => {
  const lines: string[] = []
  createLog('info', { write: (line) => void lines.push(line) }).info('alone')
  expect(JSON.parse(lines[0] ?? '')).not.toHaveProperty('trace')
})
