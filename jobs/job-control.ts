import type { Queue } from 'bullmq'
import type { JobControl } from '../coordinator/ops/job-control.ts'
import { JobCatalogue, JobName } from './catalogue.ts'

/** Every method rejects when Redis cannot be reached. */
export const jobControlOf = (queue: Pick<Queue, 'isPaused' | 'getJob'>): JobControl => ({
  isPaused: () => queue.isPaused(),

  async retry(jobId) {
    const job = await queue.getJob(jobId).catch(noJob)
    if (!job) return 'unknown'
    const name = JobName.safeParse(job.name)
    const isOurs = name.success && JobCatalogue[name.data].data.safeParse(job.data).success
    if (!isOurs || !(await job.isFailed())) return 'notFailed'
    await job.retry('failed')
    return 'done'
  },
})

/** BullMQ's own keys have names that could be ids: `events`, `delayed`. */
function noJob(error: unknown): undefined {
  if (!(error instanceof Error && error.message.startsWith('WRONGTYPE'))) throw error
}
