import type { Logger } from 'pino'
import { wantedLegs } from '../../machines/call/selectors.ts'
import type { CallActors } from '../calls/calls-port.ts'
import type { CarrierCommand } from '../calls/carrier-command.ts'
import type { JobScheduler } from '../job-scheduler.ts'
import type { CallView } from '../protocol/call-view.ts'
import type { Clock } from '../runtime.ts'
import type { CommandRunner } from '../twilio/command-runner.ts'

/** All of a view that Twilio follows. */
const followed = ({ state, recording, recordingNow, consent, recordedSince, supervision }: CallView) =>
  JSON.stringify([state, recording, recordingNow, consent, recordedSince, supervision])

/** Whether Redis has lost a change that was shown, and that Twilio may have followed: the call has an older or another change now. */
export const isLostChange = (shown: CallView, now: CallView | undefined): boolean =>
  now !== undefined &&
  followed(now) !== followed(shown) &&
  (now.rev < shown.rev || (now.rev === shown.rev && now.updatedAt !== shown.updatedAt))

/** A caller who talks stays where a recording or a supervisor alone is concerned. Who may have to hear the notice goes there, or back. */
const isMoved = (shown: CallView, now: CallView | undefined): boolean =>
  now?.state !== shown.state ||
  now.consent !== shown.consent ||
  (now.consent === 'due' && now.recording !== shown.recording)

interface LostChangesDeps {
  calls: Pick<CallActors, 'state'>
  runner: Pick<CommandRunner, 'owe'>
  scheduler: Pick<JobScheduler, 'reconcileSoon'>
  clock: Clock
  log: Pick<Logger, 'error'>
}

/** Redis has lost the last changes of these calls: brings the carrier back to what Redis has now. */
export function recoverFromLostChanges(deps: LostChangesDeps, lost: readonly CallView[]): void {
  const { calls, runner, scheduler, clock, log } = deps
  log.error(
    { calls: lost.length },
    'Redis has lost changes of calls: Twilio is told how the calls stand now, and the calls are reconciled with Twilio',
  )
  const at = clock.now()
  // The lost change may have been the end of a leg, which the call then takes for live until Twilio says otherwise.
  for (const { callSid } of lost) scheduler.reconcileSoon(callSid)

  async function tellTwilio(): Promise<void> {
    const commands: CarrierCommand[] = []
    for (const shown of lost) {
      const { callSid, rev } = shown
      const common = { id: `${callSid}:${rev}:lost`, callSid, rev, at }
      const now = await calls.state(callSid)
      if (isMoved(shown, now?.view)) commands.push({ ...common, type: 'redirectCaller' })
      const snapshot = now?.snapshot
      const supervisorsLeg = snapshot?.context.supervision?.legSid
      if (supervisorsLeg)
        commands.push({
          ...{ ...common, id: `${common.id}:supervisor` },
          ...{ type: 'updateParticipant', legSid: supervisorsLeg },
        })
      if (snapshot?.context.recording)
        commands.push({ ...common, id: `${common.id}:recording`, type: 'updateRecording' })
      // The target of a consultation may hear music where it should talk.
      if (snapshot?.context.transfer?.kind !== 'consult') continue
      for (const legSid of wantedLegs(snapshot).filter((leg) => leg !== snapshot.context.legSid))
        commands.push({ ...common, id: `${common.id}:${legSid}`, type: 'redirectLeg', legSid })
    }
    await runner.owe(commands)
  }
  tellTwilio().catch((error: unknown) =>
    log.error({ err: error }, 'Twilio could not be told after a loss how calls stand'),
  )
}
