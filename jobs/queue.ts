import { Queue } from 'bullmq'
import type { Logger } from 'pino'
import type { JobScheduler } from '../coordinator/job-scheduler.ts'
import type { RedisClient } from '../coordinator/redis/client.ts'
import type { Clock } from '../coordinator/runtime.ts'
import { type Runtime, systemRuntime } from '../coordinator/runtime.ts'
import { JobCatalogue, type JobData, type JobName } from './catalogue.ts'

export const QUEUE = 'switchyard'

/** BullMQ's keys have a hash tag of their own: one slot for all of a site's jobs. */
export const prefixOf = (site: string) => `{sw:${site}:jobs}`

/** @param connection a connection of its own, made for BullMQ */
export function openQueue(connection: RedisClient, site: string): Queue {
  return new Queue(QUEUE, { connection, prefix: prefixOf(site) })
}

export function addJob<Name extends JobName>(
  queue: Pick<Queue, 'add'>,
  name: Name,
  data: JobData<Name>,
  options: { jobId?: string; delay?: number } = {},
) {
  return queue.add(name, data, { ...JobCatalogue[name].options, ...options })
}

/**
 * Queues jobs with BullMQ. Those of one turn of the event loop go to Redis together. A job that is lost on the way does
 * no harm: its timer or command was committed, and the sweep finds it.
 */
export function createJobScheduler(
  queue: Pick<Queue, 'addBulk'>,
  clock: Clock,
  log: Logger,
  { nextTurn }: Pick<Runtime, 'nextTurn'> = systemRuntime,
): JobScheduler & { flushed(): Promise<void> } {
  let waiting: Parameters<Queue['addBulk']>[0] = []
  let sending: Promise<unknown> = Promise.resolve()

  function put(name: JobName, data: unknown, options: { jobId: string; delay: number }) {
    if (waiting.length === 0) nextTurn(flush)
    waiting.push({ name, data, opts: { ...JobCatalogue[name].options, ...options } })
  }

  function flush() {
    const jobs = waiting
    waiting = []
    sending = queue.addBulk(jobs).catch((error: unknown) => {
      log.warn({ err: error, jobs: jobs.length }, 'Jobs could not be queued; the sweep will find them')
    })
  }

  return {
    timer({ kind, id, token, dueAt, trace }) {
      const delay = Math.max(0, dueAt - clock.now())
      // BullMQ drops a second job with the same id. A worker whose clock is behind queues the timer again while its job
      // still runs, so the id has the delay in it. An extra job does nothing: the token has fired by then.
      put('timer', { kind, id, token, trace }, { jobId: `${kind}-${id}-${token}-${delay}`, delay })
    },
    retry(commandId, attempt, dueAt, trace) {
      const jobId = `command-${commandId.replaceAll(':', '-')}-${attempt}-${dueAt}`
      put('command', { commandId, attempt, dueAt, trace }, { jobId, delay: Math.max(0, dueAt - clock.now()) })
    },
    reconcileSoon(callSid) {
      const jobId = `reconcile-${callSid}-asked-${clock.now()}`
      put('reconcile', { callSid, goneAt: null }, { jobId, delay: 0 })
    },
    async flushed() {
      if (waiting.length > 0) flush()
      await sending
    },
  }
}
