import type { Logger } from 'pino'
import { wantedLegs } from '../../machines/call/selectors.ts'
import type { CallActors } from '../calls/calls-port.ts'
import type { CarrierCommand } from '../calls/carrier-command.ts'
import type { DeskReader } from '../calls/desk-reader.ts'
import type { FeedEntry } from '../durable/feed-entry.ts'
import type { JobScheduler } from '../job-scheduler.ts'
import { CallView } from '../protocol/call-view.ts'
import type { Clock } from '../runtime.ts'
import type { CommandRunner } from '../twilio/command-runner.ts'

/** All of a view that Twilio follows. */
const followed = ({ state, recording, recordingNow, consent, recordedSince, supervision }: CallView) =>
  JSON.stringify([state, recording, recordingNow, consent, recordedSince, supervision])

/**
 * The calls of which Redis has lost a change that Twilio may have followed: where a call had got to when it was shown last, it
 * has an older change now, or has had another one.
 * @param shown the calls as they were shown last
 * @param now the desk that Redis has now
 * @param newest the newest entries of the feed that Redis has now
 */
export function lostChanges(
  shown: readonly CallView[],
  now: Pick<DeskReader, 'call'>,
  newest: readonly FeedEntry[],
): CallView[] {
  const changeAt = new Map<string, CallView>()
  for (const { t, d } of newest) {
    const view = t === 'call' ? CallView.safeParse(JSON.parse(d)).data : undefined
    if (view) changeAt.set(`${view.callSid}:${view.rev}`, view)
  }
  return shown.filter((call) => {
    const latest = now.call(call.callSid)
    if (latest === undefined) return false
    const kept = latest.rev <= call.rev ? latest : changeAt.get(`${call.callSid}:${call.rev}`)
    return kept !== undefined && followed(kept) !== followed(call)
  })
}

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
