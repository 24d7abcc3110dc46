import type { ScheduledTimer } from './durable/actor-host.ts'

/**
 * What is to happen later, or again. BullMQ does it (jobs/). No method throws or waits: what is lost on the way is found
 * by the sweep.
 */
export interface JobScheduler {
  timer(timer: ScheduledTimer): void
  /** Runs a command again that has failed. `afterMs`: from now, at the soonest. */
  retry(commandId: string, attempt: number, afterMs: number, trace?: string): void
  /** Compares the call with the carrier: whether the caller and the legs are still there. */
  reconcileSoon(callSid: string): void
}
