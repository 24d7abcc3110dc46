import type { Logger } from 'pino'
import type { CarrierCommand } from '../calls/carrier-command.ts'
import type { Outbox } from '../durable/outbox.ts'
import type { JobScheduler } from '../job-scheduler.ts'
import type { CallView } from '../protocol/call-view.ts'
import type { Clock } from '../runtime.ts'
import type { CommandRunner } from '../twilio/command-runner.ts'

/** Whether Redis has lost a change that was shown: the call is in another state now, with an older or another change. */
export const isLostChange = (shown: CallView, now: CallView | undefined): boolean =>
  now !== undefined &&
  now.state !== shown.state &&
  (now.rev < shown.rev || (now.rev === shown.rev && now.updatedAt !== shown.updatedAt))

interface LostChangesDeps {
  outbox: Pick<Outbox<CarrierCommand>, 'enqueue'>
  runner: Pick<CommandRunner, 'run'>
  scheduler: Pick<JobScheduler, 'reconcileSoon'>
  clock: Clock
  log: Pick<Logger, 'error'>
}

/** Redis has lost the last changes of these calls: brings the carrier back to the state that Redis has now. */
export function recoverFromLostChanges(deps: LostChangesDeps, calls: readonly CallView[]): void {
  const { outbox, runner, scheduler, clock, log } = deps
  log.error(
    { calls: calls.length },
    'Redis has lost changes of calls: their callers are redirected to where the calls stand now, and the calls are reconciled with Twilio',
  )
  const at = clock.now()
  const commands: CarrierCommand[] = calls.map(({ callSid, rev }) => ({
    type: 'redirectCaller',
    id: `${callSid}:${rev}:lost`,
    callSid,
    rev,
    at,
  }))
  // The lost change may have been the end of a leg, which the call then takes for live until Twilio says otherwise.
  for (const { callSid } of calls) scheduler.reconcileSoon(callSid)
  const enqueued = outbox.enqueue(commands).then(() => runner.run(commands))
  enqueued.catch((error: unknown) =>
    log.error({ err: error }, 'Callers could not be redirected after a loss'),
  )
}
