import { setTimeout as pause } from 'node:timers/promises'
import { type Job, type Queue, Worker } from 'bullmq'
import type { Logger } from 'pino'
import type { RedisClient } from '../coordinator/redis/client.ts'
import type { Clock } from '../coordinator/runtime.ts'
import { prefixOf, QUEUE } from './queue.ts'

const JOBS_AT_ONCE = 20
/** How long jobs under way may take to finish when the process ends. */
const FINISH_MS = 3_000

/**
 * BullMQ's defaults are 30 s each. For so long a job of a dead worker would wait, and so would a worker after an outage
 * of Redis. Every job may run twice and may be taken over any number of times.
 */
const RECOVERY = {
  lockDuration: 15_000,
  stalledInterval: 5_000,
  maxStalledCount: 100,
  runRetryDelay: 1_000,
}

export interface QueueWorkerDeps {
  queue: Pick<Queue, 'getJobCountByTypes' | 'getDelayed'>
  clock: Clock
  log: Logger
  /** Opens a connection for BullMQ alone. It is closed with the worker. */
  connect(): RedisClient
  site: string
  /** A worker that takes no job for this long, while one is due, is replaced. */
  idleMs: number
  run(name: string, data: unknown): Promise<void>
}

export interface QueueWorker {
  /** Replaces the worker if it does not take the jobs that are due. To be called from time to time. */
  replaceIfStuck(): Promise<void>
  /** Takes no more jobs, and waits at most 3 s for those under way. May be called twice. */
  close(): Promise<void>
}

/**
 * BullMQ's worker, and another one in its place if it stops. It reads the queue over a connection that blocks. If that
 * connection loses its server at a bad moment, above all in a cluster, the worker may wait for an answer for ever. Its
 * process still looks well.
 */
export function openQueueWorker(deps: QueueWorkerDeps): QueueWorker {
  const { queue, clock, log, idleMs } = deps
  let tookAt = clock.now()
  let current = openWorker(deps, () => {
    tookAt = clock.now()
  })

  async function isDue(): Promise<boolean> {
    if ((await queue.getJobCountByTypes('waiting', 'prioritized')) > 0) return true
    const [next] = await queue.getDelayed(0, 0)
    return next !== undefined && dueAt(next) + idleMs < clock.now()
  }

  return {
    async replaceIfStuck() {
      const isIdle = () => clock.now() - tookAt > idleMs
      if (!isIdle() || !(await isDue()) || !isIdle()) return
      log.error({ idleMs: clock.now() - tookAt }, 'The worker takes no jobs, and is replaced')
      tookAt = clock.now()
      const stuck = current
      current = openWorker(deps, () => {
        tookAt = clock.now()
      })
      await stuck.abandon()
    },
    close: () => current.close(),
  }
}

const dueAt = ({ timestamp, delay }: Job) => timestamp + delay

function openWorker({ connect, site, log, run }: QueueWorkerDeps, noteJob: () => void) {
  const connection = connect()
  const worker = new Worker(
    QUEUE,
    (job) => {
      noteJob()
      return run(job.name, job.data)
    },
    { connection, prefix: prefixOf(site), concurrency: JOBS_AT_ONCE, ...RECOVERY },
  )
  worker.on('error', (error) => log.warn({ err: error }, 'The worker has trouble'))
  worker.on('failed', (job, error) => log.error({ err: error, job: job?.name, id: job?.id }, 'A job failed'))
  const closed = async (force: boolean) => {
    // Another worker takes over the jobs that do not finish in time.
    await Promise.race([worker.close(force), pause(FINISH_MS, null, { ref: false })])
    connection.disconnect()
  }
  return {
    close: () => closed(false),
    /** Its jobs under way go on, and may run a second time. */
    abandon: () =>
      closed(true).catch((error: unknown) => log.warn({ err: error }, 'The old worker cannot be closed')),
  }
}
