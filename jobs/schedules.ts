import { JobCatalogue } from './catalogue.ts'
import type { JobDeps } from './handlers/deps.ts'

const SCHEDULED = ['sweep', 'adopt', 'retention'] as const
const RETENTION_EVERY_MS = 3_600_000
/** Added to twice the sweep's interval before a sweep counts as late. */
const LATE_MS = 5_000

/** Sets up the jobs that BullMQ queues at intervals. Idempotent. */
export async function scheduleJobs({ queue, sweepEveryMs }: JobDeps): Promise<void> {
  for (const name of SCHEDULED) {
    const every = name === 'retention' ? RETENTION_EVERY_MS : sweepEveryMs
    await queue.upsertJobScheduler(name, { every }, { name, opts: JobCatalogue[name].options })
  }
}

/**
 * Redis may have lost the schedules with all other data. A schedule also stops for good if BullMQ cannot write its next
 * job, because Redis is full or read-only at that moment.
 */
export async function restoreSchedules(deps: JobDeps): Promise<void> {
  const { queue, heartbeats, clock, sweepEveryMs, log } = deps
  const sweptAt = await heartbeats.lastSweep()
  const isLate = sweptAt !== null && clock.now() - sweptAt > 2 * sweepEveryMs + LATE_MS
  if (isLate) log.warn({ sweptAt: new Date(sweptAt) }, 'The sweep is late, and is scheduled again')
  if (isLate || (await queue.getJobSchedulersCount()) < SCHEDULED.length) await scheduleJobs(deps)
}
