import { setTimeout as pause } from 'node:timers/promises'
import { Worker } from 'bullmq'
import { z } from 'zod'
import type { Metrics } from '../coordinator/ops/metrics.ts'
import { type Tracing, traceIn } from '../coordinator/ops/tracing.ts'
import type { RedisClient } from '../coordinator/redis/client.ts'
import type { JobDeps } from './handlers/deps.ts'
import { prefixOf, QUEUE } from './queue.ts'
import { runJob } from './run-job.ts'
import { restoreSchedules, scheduleJobs } from './schedules.ts'

const JOBS_AT_ONCE = 20
const HEARTBEAT_MS = 5_000
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

export interface WorkerDeps extends JobDeps {
  metrics: Pick<Metrics, 'job'>
  tracing: Tracing
}

export interface Workers {
  /** Takes no more jobs, and waits at most 3 s for those under way. May be called twice. */
  close(): Promise<void>
}

/** @param connection a connection of its own, made for BullMQ */
export async function startWorkers(
  deps: WorkerDeps,
  connection: RedisClient,
  site: string,
): Promise<Workers> {
  const { heartbeats, clock, log } = deps
  const worker = new Worker(QUEUE, (job) => runTraced(deps, job.name, job.data), {
    connection,
    prefix: prefixOf(site),
    concurrency: JOBS_AT_ONCE,
    ...RECOVERY,
  })
  worker.on('error', (error) => log.warn({ err: error }, 'The worker has trouble'))
  worker.on('failed', (job, error) => log.error({ err: error, job: job?.name, id: job?.id }, 'A job failed'))

  await scheduleJobs(deps)
  const beat = () =>
    void heartbeats
      .workerBeat(clock.now())
      .then(() => restoreSchedules(deps))
      .catch((error: unknown) => log.debug({ err: error }, 'No heartbeat: Redis is away'))
  beat()
  const beating = setInterval(beat, Math.min(HEARTBEAT_MS, deps.sweepEveryMs))
  return {
    async close() {
      clearInterval(beating)
      // Another worker takes over the jobs that do not finish in time.
      await Promise.race([worker.close(), pause(FINISH_MS, null, { ref: false })])
    },
  }
}

const Traced = z.object({ trace: z.unknown().optional() })

/** Runs the job as a part of the trace of what queued it, and measures it. */
function runTraced(deps: WorkerDeps, name: string, data: unknown): Promise<void> {
  const parent = traceIn(Traced.parse(data).trace)
  return deps.tracing.run({ name: `job ${name}`, parent }, async (trace) => {
    const startedAt = performance.now()
    let result: 'ok' | 'failed' = 'failed'
    try {
      await runJob(deps, name, data, trace)
      result = 'ok'
    } finally {
      const tookMs = performance.now() - startedAt
      deps.metrics.job(name, result, tookMs)
      deps.log.debug({ trace, job: name, result, tookMs }, 'A job has run')
    }
  })
}
