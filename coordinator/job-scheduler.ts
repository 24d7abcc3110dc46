/** What is to happen later or again; BullMQ does it (jobs/). Never rejects: the sweep makes up for what is lost. */
export interface JobScheduler {
  timer(timer: ScheduledTimer): void
  /** A command failed with trouble, or its process died: run it again, `afterMs` from now at the soonest. */
  retry(commandId: string, attempt: number, afterMs: number, trace?: string): void
  /** Twilio is to be asked whether the caller and the legs of that call are there. */
  reconcileSoon(callSid: string): void
}

export interface ScheduledTimer {
  kind: 'call' | 'agent'
  id: string
  token: string
  dueAt: number
  /** `traceparent` of what set it. */
  trace?: string | undefined
}
