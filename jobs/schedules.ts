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
  if (deps.backup.schedule() === null) await queue.removeJobScheduler('backup')
  else await scheduleBackup(deps)
}

/** The office may have another time zone since. */
async function scheduleBackup({ queue, backup }: JobDeps): Promise<void> {
  const wanted = backup.schedule()
  if (wanted === null) return
  const known = await queue.getJobScheduler('backup')
  if (known?.pattern === wanted.pattern && known.tz === wanted.tz) return
  await queue.upsertJobScheduler('backup', wanted, { name: 'backup', opts: JobCatalogue.backup.options })
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
  await scheduleBackup(deps)
}
