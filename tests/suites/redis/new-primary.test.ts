import { Worker } from 'bullmq'
import { expect, onTestFinished, test, vi } from 'vitest'
import {
  closeRedis,
  connectRedis,
  type RedisPurpose,
  untilReady,
} from '../../../coordinator/redis/connect.ts'
import { addJob, openQueue, prefixOf, QUEUE } from '../../../jobs/queue.ts'
import { freePorts, openServerFolder } from '../../setup/redis-servers.ts'
import { openScriptedSentinel } from '../../setup/scripted-sentinel.ts'

const SITE = 'main'

/** Two servers that both take writes, and a sentinel that names the first of them. */
async function openPair() {
  const room = openServerFolder()
  onTestFinished(room.close)
  const [before = 0, after = 0] = await freePorts(2)
  const old = room.start(before)
  room.start(after)
  const sentinel = await openScriptedSentinel(before)
  onTestFinished(sentinel.close)

  async function connect(purpose: RedisPurpose) {
    const client = connectRedis(sentinel.remote, purpose, { info: vi.fn(), warn: vi.fn() })
    onTestFinished(() => closeRedis(client))
    await untilReady(client, 5_000)
    return client
  }
  /** The first is lost, and the sentinel says so just while all these connections wait to be told where to go. */
  async function replace(connections: number) {
    await expect.poll(() => sentinel.listeners).toBe(connections)
    sentinel.withhold()
    await old.kill()
    await expect.poll(() => sentinel.asking).toBe(connections)
    sentinel.announce(after)
    await expect.poll(() => sentinel.listeners).toBe(0)
    sentinel.release()
  }
  return { connect, replace, after }
}

test.for<RedisPurpose>(['commands', 'blocking', 'bullmq'])(
  'a new primary is found when it is announced while the sentinels are being asked: %s',
  async (purpose) => {
    const { connect, replace, after } = await openPair()
    const client = await connect(purpose)
    await replace(1)
    const port = () => client.config('GET', 'port').catch((error: Error) => error.message)
    await expect.poll(port, { timeout: 3_000 }).toEqual(['port', `${after}`])
  },
)

test('a worker, too, goes on at a new primary that is announced while the sentinels are being asked', async () => {
  const { connect, replace } = await openPair()
  const done: string[] = []
  const worker = new Worker(QUEUE, async ({ name }) => done.push(name), {
    connection: await connect('bullmq'),
    prefix: prefixOf(SITE),
    runRetryDelay: 500,
  })
  worker.on('error', () => undefined)
  onTestFinished(() => worker.close(true))
  await worker.waitUntilReady()
  // BullMQ reads on a connection of its own beside the one that it was given.
  await replace(2)

  const queue = openQueue(await connect('bullmq'), SITE)
  onTestFinished(() => queue.close())
  await addJob(queue, 'sweep', {})
  await expect.poll(() => done, { timeout: 5_000 }).toEqual(['sweep'])
})
