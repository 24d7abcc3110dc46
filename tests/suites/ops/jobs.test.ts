import type { Job } from 'bullmq'
import { afterAll, beforeAll, beforeEach, expect, inject, test } from 'vitest'
import { connectRedis } from '../../../coordinator/redis/connect.ts'
import { setBrokenEntriesAside } from '../../../coordinator/redis/set-aside.ts'
import { addJob, QUEUE } from '../../../jobs/queue.ts'
import { startWorkers } from '../../../jobs/workers.ts'
import { makeAvailable, openDesk, type TestCoordinator, type TestDesk, until } from '../../setup/desk.ts'
import { type ServedCoordinator, serveCoordinator } from '../../setup/serve.ts'

const BOARD = '/ops/jobs/api/queues'
let desk: TestDesk
let here: TestCoordinator
let served: ServedCoordinator
let olga: string
let mia: string

beforeAll(async () => {
  desk = await openDesk({ jobs: true })
  here = await desk.open()
  served = await serveCoordinator(here)
  olga = await served.employ('olga', 'ops')
  mia = await served.employ('mia')
})
beforeEach(async () => {
  await here.heartbeats.workerBeat(desk.clock.now())
})
afterAll(async () => {
  served.close()
  await desk.close()
})

const ask = (method: string, path: string, cookie: string, body?: object) => {
  const sent = body && { body: JSON.stringify(body), headers: { cookie, 'content-type': 'application/json' } }
  return fetch(served.url + path, { method, headers: { cookie }, ...sent })
}

/** Runs jobs until this one has failed for good. */
async function fails(job: Job): Promise<Job> {
  const runStored = async () => {
    throw new Error('Twilio says no to +12175550142')
  }
  const remote = { kind: 'url', url: inject('redisUrl') } as const
  const workers = await startWorkers(
    { ...here.jobDeps, runner: { ...here.jobDeps.runner, runStored } },
    { queue: here.jobDeps.queue, connect: () => connectRedis(remote, 'bullmq', here.log), site: desk.site },
  )
  await until(() => job.isFailed())
  await workers.close()
  return job
}

test('the job board shows jobs, and no request makes it write', async () => {
  const shown = await ask('GET', `${BOARD}?activeQueue=${QUEUE}`, olga)
  expect(shown.status).toBe(200)
  expect(await shown.json()).toMatchObject({ queues: [{ name: QUEUE, readOnlyMode: true }] })
  const before = (await desk.redis.keys(`*${desk.site}*`)).sort()
  const parent = { id: 'roster', queue: `sw:{${desk.site}}` }
  const added = { name: 'x', data: {}, options: { parent } }
  expect((await ask('POST', `${BOARD}/${QUEUE}/add`, olga, added)).status).toBe(403)
  expect((await ask('PUT', `${BOARD}/${QUEUE}/pause`, olga)).status).toBe(403)
  expect(await here.jobDeps.queue.isPaused()).toBe(false)
  await here.audit.flush()
  const after = (await desk.redis.keys(`*${desk.site}*`)).filter((key) => !key.includes('audit'))
  expect(after.sort()).toEqual(before.filter((key) => !key.includes('audit')))
})

test('a paused queue is not ready, and says so', async () => {
  const ready = async () => (await fetch(`${served.url}/readyz`)).json()
  expect(await ready()).toEqual({ status: 'ready' })
  await here.jobDeps.queue.pause()
  expect(await ready()).toMatchObject({
    code: 'unavailable',
    detail: expect.stringContaining('queue: paused'),
  })
  await here.jobDeps.queue.resume()
  expect(await ready()).toEqual({ status: 'ready' })
})

test('a failed job of ours is retried by an operator, which the audit log tells', async () => {
  const { queue } = here.jobDeps
  const job = await fails(await addJob(queue, 'command', { commandId: 'CA1:1:1', attempt: 1 }))
  const path = `/api/jobs/${job.id}/retry`
  expect((await ask('POST', path, mia)).status).toBe(403)
  const { failedReason, stacktrace } = (await queue.getJob(job.id ?? '')) ?? {}
  expect(failedReason).toBe('Twilio says no to +1217•••0142')
  expect(String(stacktrace)).not.toContain('2175550142')
  expect((await ask('POST', path, olga)).status).toBe(204)
  expect(await job.isWaiting()).toBe(true)
  expect((await ask('POST', path, olga)).status).toBe(409)
  // BullMQ keeps a stream and sorted sets under names that could be ids.
  for (const none of ['none', 'events', 'id', 'completed', '%2e%2e'])
    expect([none, (await ask('POST', `/api/jobs/${none}/retry`, olga)).status]).toEqual([none, 404])
  await here.audit.flush()
  const told = await here.audit.page({ before: null, limit: 50 })
  expect(told.filter(({ what, result }) => what === 'board_action' && result === 'done')).toMatchObject([
    { who: 'olga', target: `retry ${job.id}` },
  ])
  await job.remove()
  const foreign = await fails(await queue.add('other', {}))
  expect((await ask('POST', `/api/jobs/${foreign.id}/retry`, olga)).status).toBe(409)
})

test('a broken entry of the roster or the accounts is put aside, named in the log, and the rest works', async () => {
  await makeAvailable(here, 'ann')
  const { keys, redis } = desk
  const accounts = `${keys.prefix}accounts`
  await redis.hset(keys.roster, { processedOn: '1760000000000', rjk: 'not JSON' })
  await redis.hset(accounts, { broken: '{"agentId":"somebody"' })
  const logged: unknown[] = []
  await setBrokenEntriesAside(redis, keys, { error: (what: object) => void logged.push(what) } as never)
  expect(new Set(logged)).toEqual(
    new Set([
      { hash: 'roster', field: 'processedOn' },
      { hash: 'roster', field: 'rjk' },
      { hash: 'accounts', field: 'broken' },
    ]),
  )
  expect(await redis.hgetall(`${keys.prefix}set-aside`)).toEqual({
    'roster:processedOn': '1760000000000',
    'roster:rjk': 'not JSON',
    'accounts:broken': '{"agentId":"somebody"',
  })
  const another = await desk.open()
  expect(another.desk.agent('ann')?.presence).toBe('available')
  expect((await another.accounts.list()).map(({ agentId }) => agentId)).toEqual(['mia', 'olga'])
})

test('a desk is loaded although one of its entries is broken', async () => {
  await makeAvailable(here, 'bob')
  await desk.redis.hset(desk.keys.roster, 'rjk', 'not JSON')
  const another = await desk.open()
  expect(another.desk.agent('bob')?.presence).toBe('available')
  await desk.redis.hdel(desk.keys.roster, 'rjk')
})

test('an operator retries sixty jobs a minute, so that refused ones push no other entry out of the audit log', async () => {
  const dora = await served.employ('dora', 'ops')
  const answers = await Promise.all(
    Array.from({ length: 61 }, () => ask('POST', '/api/jobs/none/retry', dora)),
  )
  expect(answers.map(({ status }) => status).sort()).toEqual([...Array(60).fill(404), 429])
})
