import type { Logger } from 'pino'
import { wantedLegs } from '../../machines/call/selectors.ts'
import type { CallActors } from '../calls/calls-port.ts'
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
  calls: Pick<CallActors, 'state'>
  outbox: Pick<Outbox<CarrierCommand>, 'enqueue'>
  runner: Pick<CommandRunner, 'run'>
  scheduler: Pick<JobScheduler, 'reconcileSoon'>
  clock: Clock
  log: Pick<Logger, 'error'>
}

/** Redis has lost the last changes of these calls: brings the carrier back to the state that Redis has now. */
export function recoverFromLostChanges(deps: LostChangesDeps, lost: readonly CallView[]): void {
  const { calls, outbox, runner, scheduler, clock, log } = deps
  log.error(
    { calls: lost.length },
    'Redis has lost changes of calls: their callers are redirected to where the calls stand now, and the calls are reconciled with Twilio',
  )
  const at = clock.now()
  // The lost change may have been the end of a leg, which the call then takes for live until Twilio says otherwise.
  for (const { callSid } of lost) scheduler.reconcileSoon(callSid)

  async function redirectAll(): Promise<void> {
    const commands: CarrierCommand[] = []
    for (const { callSid, rev } of lost) {
      const common = { id: `${callSid}:${rev}:lost`, callSid, rev, at }
      commands.push({ ...common, type: 'redirectCaller' })
      // The target of a consultation may hear music where it should talk.
      const snapshot = (await calls.state(callSid))?.snapshot
      if (snapshot?.context.transfer?.kind !== 'consult') continue
      for (const legSid of wantedLegs(snapshot).filter((leg) => leg !== snapshot.context.legSid))
        commands.push({ ...common, id: `${common.id}:${legSid}`, type: 'redirectLeg', legSid })
    }
    await outbox.enqueue(commands)
    runner.run(commands)
  }
  redirectAll().catch((error: unknown) =>
    log.error({ err: error }, 'Callers could not be redirected after a loss'),
  )
}
