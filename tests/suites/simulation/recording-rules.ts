import { hasUnsettledRecordings, wantedRecording } from '../../../machines/call/selectors.ts'
import type { CommittedCall } from './committed-call.ts'
import { isOver, shortSid } from './leg.ts'
import type { Complain } from './liveness.ts'
import type { World } from './world.ts'

/** How long a request to Twilio may be under way. */
const TELLING_TAKES_MS = 12_000

/** The rules on what is recorded: only what the office has recorded, only when the caller was told, and nothing while it pauses. */
export class RecordingRules {
  /** By call: until when a request to record it may have been sent. */
  readonly #wantedUntil = new Map<string, number>()
  /** How often a recording began or went on. */
  times = 0

  constructor(private readonly world: World) {}

  callCommitted(callSid: string, before: CommittedCall | null, now: CommittedCall) {
    if (wantedRecording(now.snapshot) === 'on') this.#wantedUntil.set(callSid, Infinity)
    else if (before !== null && wantedRecording(before.snapshot) === 'on')
      this.#wantedUntil.set(callSid, this.world.scheduler.now + TELLING_TAKES_MS)
    this.#checkShown(callSid, now)
  }

  /** A caller reads out a card number when the agent's screen says so. */
  #checkShown(callSid: string, { view }: CommittedCall) {
    const mayRecord = view.recordingNow === 'on' || view.recordingNow === 'unsure'
    const { twilio } = this.world
    if (view.recording === 'paused' && !mayRecord && twilio.recorder.isOn(callSid).length > 0)
      this.world.fail('what a screen calls paused is not recorded', shortSid(callSid))
  }

  /** Twilio begins to record a call, or goes on. */
  goesOn(callSid: string) {
    const { twilio, office, scheduler, rules } = this.world
    this.times += 1
    const shown = rules.calls.get(callSid)
    if (shown) this.#checkShown(callSid, shown)
    const leg = twilio.legs.get(callSid)
    const direction = leg?.direction === 'outbound-api' ? 'outbound' : 'inbound'
    const fail = (rule: string) => this.world.fail(rule, shortSid(callSid))
    if (office.recording[direction] === 'never' || leg?.from.startsWith('client:'))
      fail('no call is recorded that the office does not have recorded')
    if (office.recording.announces && !twilio.recorder.noticed.has(callSid))
      fail('no caller is recorded who was not told')
    if ((this.#wantedUntil.get(callSid) ?? 0) < scheduler.now)
      fail('nothing is recorded while a recording pauses')
  }

  /** Some time after the last fault Twilio records what it is to record, and nothing else. */
  complainAfterFaults(complain: Complain) {
    const { twilio, rules } = this.world
    for (const [callSid, { ended, snapshot }] of rules.calls) {
      const leg = twilio.legs.get(callSid)
      if (ended || !leg || isOver(leg)) continue
      const on = twilio.recorder.isOn(callSid).length
      const wanted = wantedRecording(snapshot)
      if (on !== (wanted === 'on' ? 1 : 0))
        complain(
          wanted === 'on' ? 'what is to be recorded is' : 'nothing is recorded while a recording pauses',
          `${shortSid(callSid)} is to be ${wanted}, and ${on} recordings go on`,
        )
    }
  }

  /** What Twilio has recorded is known, so that it can be deleted one day. */
  complainAfterCalls(complain: Complain) {
    for (const [callSid, { snapshot }] of this.world.rules.calls) {
      // Nobody deletes any here.
      const known = snapshot.context.recordings.flatMap((one) => (one.kept ? [one.recordingSid] : []))
      const lost = this.world.twilio.recorder.of(callSid).filter(({ sid }) => !known.includes(sid))
      if (lost.length > 0)
        complain('no recording is forgotten at Twilio', `${shortSid(callSid)} lacks ${lost.length}`)
      if (hasUnsettledRecordings(snapshot))
        complain('no recording is forgotten at Twilio', `${shortSid(callSid)} waits for news of one`)
    }
  }
}
