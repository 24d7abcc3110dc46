import { z } from 'zod'
import { hideSecrets } from '../coordinator/ops/hide-secrets.ts'
import type { Metrics } from '../coordinator/ops/metrics.ts'
import { type Tracing, traceIn } from '../coordinator/ops/tracing.ts'
import { RedisAway } from '../coordinator/redis/redis-away.ts'
import type { JobDeps } from './handlers/deps.ts'
import { fireDueTimers } from './handlers/sweep.ts'
import { openQueueWorker, type QueueWorkerDeps } from './queue-worker.ts'
import { runJob } from './run-job.ts'
import { restoreSchedules, scheduleJobs } from './schedules.ts'

const HEARTBEAT_MS = 5_000
/** A timer that is so late has lost its job, or the worker that had the job has died. */
const LATE_MS = 2_000
const LOOK_FOR_LATE_MS = 1_000

export interface WorkerDeps extends JobDeps {
  metrics: Pick<Metrics, 'job'>
  tracing: Tracing
}

export interface Workers {
  /** Takes no more jobs, and waits at most 3 s for those under way. May be called twice. */
  close(): Promise<void>
}

export async function startWorkers(
  deps: WorkerDeps,
  source: Pick<QueueWorkerDeps, 'connect' | 'queue' | 'site'>,
): Promise<Workers> {
  const { heartbeats, clock, log, sweepEveryMs } = deps
  const beatMs = Math.min(HEARTBEAT_MS, sweepEveryMs)
  const run = (name: string, data: unknown) => runTraced(deps, name, data)
  const worker = openQueueWorker({ ...source, clock, log, idleMs: 2 * beatMs, run })

  await scheduleJobs(deps)
  const beat = () =>
    void heartbeats
      .workerBeat(clock.now())
      .then(() => restoreSchedules(deps))
      .then(() => worker.replaceIfStuck())
      .catch((error: unknown) => {
        if (error instanceof RedisAway) log.debug({ err: error }, 'No heartbeat: Redis is away')
        else log.warn({ err: error }, 'A heartbeat of the worker failed')
      })
  beat()
  const beating = setInterval(beat, beatMs)
  const firing = startFiringLateTimers(deps)
  return {
    close() {
      clearInterval(beating)
      clearInterval(firing)
      return worker.close()
    },
  }
}

/** Fires at once what dead workers left, and later what others leave. BullMQ notices a dead worker only after its lock. */
function startFiringLateTimers(deps: JobDeps): NodeJS.Timeout {
  let isFiring = false
  async function fire() {
    if (isFiring) return
    isFiring = true
    await fireDueTimers(deps, deps.clock.now() - LATE_MS).catch((error: unknown) =>
      deps.log[error instanceof RedisAway ? 'debug' : 'warn'](
        { err: error },
        'Late timers could not be fired',
      ),
    )
    isFiring = false
  }
  void fire()
  return setInterval(() => void fire(), LOOK_FOR_LATE_MS)
}

/** BullMQ stores message and stack of a failure, and the job board shows them. */
function withoutSecrets(error: unknown): unknown {
  if (!(error instanceof Error)) return error
  error.message = hideSecrets(error.message)
  if (error.stack !== undefined) error.stack = hideSecrets(error.stack)
  return error
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
    } catch (error) {
      throw withoutSecrets(error)
    } finally {
      const tookMs = performance.now() - startedAt
      deps.metrics.job(name, result, tookMs)
      deps.log.debug({ trace, job: name, result, tookMs }, 'A job has run')
    }
  })
}
