import type { ScheduledTimer } from './durable/actor-host.ts'

/**
 * What is to happen later, or again. BullMQ does it (jobs/). No method throws or waits: the processes find in Redis
 * what is lost on the way.
 */
export interface JobScheduler {
  timer(timer: ScheduledTimer): void
  /** Runs a command again that has failed. @param dueAt until then it was postponed (ms since the epoch) */
  retry(commandId: string, attempt: number, dueAt: number, trace?: string): void
  /** Compares the call with the carrier: whether the caller and the legs are still there. */
  reconcileSoon(callSid: string): void
}
