import type { CarrierCommand } from '../calls/carrier-command.ts'

/** Runs what is owed to Twilio. */
export interface CommandRunner {
  /** Right after a commit; never rejects. */
  run(commands: readonly CarrierCommand[]): void
  /** From the outbox, by a job. Resolves as soon as it is under way: a Twilio that hangs is to keep no worker from its other work. */
  runStored(commandId: string, attempt: number): Promise<void>
}
