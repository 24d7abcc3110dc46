import { JobCatalogue } from './catalogue.ts'
import type { JobDeps } from './handlers/deps.ts'

const SCHEDULED = ['sweep', 'adopt', 'retention'] as const
const RETENTION_EVERY_MS = 3_600_000
/** Added to twice the sweep's interval before a sweep counts as late. */
const LATE_MS = 5_000

/** Sets up the jobs that BullMQ queues at intervals, and by night. Idempotent. */
export async function scheduleJobs(deps: JobDeps): Promise<void> {
  const { queue, sweepEveryMs } = deps
  for (const name of SCHEDULED) {
    const every = name === 'retention' ? RETENTION_EVERY_MS : sweepEveryMs
    await queue.upsertJobScheduler(name, { every }, { name, opts: JobCatalogue[name].options })
  }
  const night = deps.backup.schedule()
  if (night === null) await queue.removeJobScheduler('backup')
  // What was planned and not done, because no worker ran, is still to be done.
  else if (await isMisplanned(deps))
    await queue.upsertJobScheduler('backup', night, { name: 'backup', opts: JobCatalogue.backup.options })
}

/** Whether the nightly backup has no next job, or one at another time: the office may have another time zone since. */
async function isMisplanned({ queue, backup }: JobDeps): Promise<boolean> {
  const night = backup.schedule()
  if (night === null) return false
  const { pattern, tz, next } = (await queue.getJobScheduler('backup')) ?? {}
  if (pattern !== night.pattern || tz !== night.tz) return true
  return (await queue.getJob(`repeat:backup:${next}`)) === undefined
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
  const isLost = (await queue.getJobSchedulersCount()) < SCHEDULED.length
  if (isLate || isLost || (await isMisplanned(deps))) await scheduleJobs(deps)
}
