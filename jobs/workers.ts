import { setTimeout as pause } from 'node:timers/promises'
import { Worker } from 'bullmq'
import { z } from 'zod'
import { ActorIsNewer } from '../coordinator/durable/newer.ts'
import type { Metrics } from '../coordinator/ops/metrics.ts'
import { type Tracing, traceIn } from '../coordinator/ops/tracing.ts'
import type { RedisClient } from '../coordinator/redis/client.ts'
import { JobCatalogue, JobName } from './catalogue.ts'
import { adopt } from './handlers/adopt.ts'
import type { JobDeps } from './handlers/deps.ts'
import { expireMessages } from './handlers/messages.ts'
import { reconcile } from './handlers/reconcile.ts'
import { sweep } from './handlers/sweep.ts'
import { fireTimer } from './handlers/timer.ts'
import { prefixOf, QUEUE } from './queue.ts'

const AT_ONCE = 20
const BEAT_MS = 5_000
/** How long jobs under way may take to finish when the process ends. */
const FINISH_MS = 3_000
const RETENTION_EVERY_MS = 3_600_000

/**
 * BullMQ's own defaults are half a minute each: for so long a job that a dead worker had begun stood still, and
 * a worker that could not do its work. Every job bears being done twice, and being taken up again any number of times.
 */
const AFTER_AN_OUTAGE = {
  lockDuration: 15_000,
  stalledInterval: 5_000,
  maxStalledCount: 100,
  runRetryDelay: 1_000,
}

/** Runs one job. What belongs to a call of a newer version is left for the sweep of that version. */
export async function perform(host: JobDeps, name: string, data: unknown, trace?: string): Promise<void> {
  try {
    await performed(host, name, data, trace)
  } catch (error) {
    if (!(error instanceof ActorIsNewer)) throw error
    host.log.info({ err: error, trace, job: name }, 'A job is left to a newer version')
  }
}

/** Its data is parsed here, where it enters the process. */
async function performed(host: JobDeps, name: string, data: unknown, trace?: string): Promise<void> {
  const { runner, liveCalls, clock, historyMs } = host
  const job = JobName.parse(name)
  switch (job) {
    case 'timer':
      return fireTimer(host, JobCatalogue.timer.data.parse(data), trace)
    case 'command': {
      const { commandId, attempt } = JobCatalogue.command.data.parse(data)
      return runner.runStored(commandId, attempt)
    }
    case 'reconcile':
      return reconcile(host, JobCatalogue.reconcile.data.parse(data), trace)
    case 'sweep':
      return sweep(host)
    case 'adopt':
      return adopt(host, JobCatalogue.adopt.data.parse(data))
    case 'retention':
      await expireMessages(host)
      await liveCalls.forgetEnded(clock.now() - historyMs)
  }
}

export interface WorkerDeps extends JobDeps {
  metrics: Pick<Metrics, 'job'>
  tracing: Tracing
}

const Traced = z.object({ trace: z.unknown().optional() })

/** A part of the trace of what set it off. */
function observed(host: WorkerDeps, name: string, data: unknown): Promise<void> {
  const parent = traceIn(Traced.parse(data).trace)
  return host.tracing.run({ name: `job ${name}`, parent }, async (trace) => {
    const began = performance.now()
    let result: 'ok' | 'failed' = 'failed'
    try {
      await perform(host, name, data, trace)
      result = 'ok'
    } finally {
      const tookMs = performance.now() - began
      host.metrics.job(name, result, tookMs)
      host.log.debug({ trace, job: name, result, tookMs }, 'A job has run')
    }
  })
}

export interface Workers {
  /** Takes no more jobs, and waits for those under way; for a while. May be called twice. */
  close(): Promise<void>
}

/** @param connection one of its own, made for BullMQ */
export async function startWorkers(
  host: WorkerDeps,
  connection: RedisClient,
  site: string,
): Promise<Workers> {
  const { heartbeats, clock, log } = host
  const worker = new Worker(QUEUE, (job) => observed(host, job.name, job.data), {
    connection,
    prefix: prefixOf(site),
    concurrency: AT_ONCE,
    ...AFTER_AN_OUTAGE,
  })
  worker.on('error', (error) => log.warn({ err: error }, 'The worker has trouble'))
  worker.on('failed', (job, error) => log.error({ err: error, job: job?.name, id: job?.id }, 'A job failed'))

  await schedule(host)
  const beat = () =>
    void heartbeats
      .workerBeat(clock.now())
      .then(() => scheduleAgain(host))
      .catch((error: unknown) => log.debug({ err: error }, 'No beat: Redis is away'))
  beat()
  const beating = setInterval(beat, Math.min(BEAT_MS, host.sweepEveryMs))
  return {
    async close() {
      clearInterval(beating)
      // Whoever takes over does again what was not finished here.
      await Promise.race([worker.close(), pause(FINISH_MS, null, { ref: false })])
    },
  }
}

const SCHEDULED = ['sweep', 'adopt', 'retention'] as const

async function schedule({ queue, sweepEveryMs }: JobDeps): Promise<void> {
  for (const name of SCHEDULED) {
    const every = name === 'retention' ? RETENTION_EVERY_MS : sweepEveryMs
    await queue.upsertJobScheduler(name, { every }, { name, opts: JobCatalogue[name].options })
  }
}

/**
 * Redis may have lost its schedulers with everything else. And one that could not write down its next turn,
 * because Redis was full or read-only just then, has no next turn: nothing would sweep any more.
 */
async function scheduleAgain(host: JobDeps): Promise<void> {
  const { queue, heartbeats, clock, sweepEveryMs, log } = host
  const sweptAt = await heartbeats.lastSweep()
  const isLate = sweptAt !== null && clock.now() - sweptAt > 2 * sweepEveryMs + BEAT_MS
  if (isLate) log.warn({ sweptAt: new Date(sweptAt) }, 'The sweep is late, and is scheduled again')
  if (isLate || (await queue.getJobSchedulersCount()) < SCHEDULED.length) await schedule(host)
}
