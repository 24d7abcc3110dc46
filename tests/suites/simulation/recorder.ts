import type { CarrierCallRecording } from '../../../coordinator/twilio/carrier.ts'
import type { SeededRandom } from '../../setup/seeded-random.ts'
import { type SimulatedLeg, shortSid } from './leg.ts'
import type { World } from './world.ts'

interface SimulatedRecording {
  sid: string
  state: 'on' | 'paused' | 'over'
  /** Twilio has told of it, or would have. */
  isComplete: boolean
  beganAt: number
}

/** Twilio as it records calls: what is asked of it, and the callbacks, which may be lost. */
export class SimulatedRecorder {
  readonly #ofCalls = new Map<string, SimulatedRecording[]>()
  /** Calls whose callers have heard to its end that they are recorded. */
  readonly noticed = new Set<string>()

  constructor(
    private readonly world: World,
    private readonly random: SeededRandom,
  ) {}

  of = (callSid: string): readonly SimulatedRecording[] => this.#ofCalls.get(callSid) ?? []
  isOn = (callSid: string) => this.of(callSid).filter(({ state }) => state === 'on')

  list(callSid: string): CarrierCallRecording[] {
    return this.of(callSid).map(({ sid, state, isComplete }) => ({
      ...{ sid, isComplete, isLive: state !== 'over', seconds: isComplete ? 7 : null },
    }))
  }

  begin(leg: SimulatedLeg): string {
    const beganAt = this.world.scheduler.now
    const recording: SimulatedRecording = {
      ...{ sid: this.random.sid('RE'), state: 'on', isComplete: false, beganAt },
    }
    this.#ofCalls.set(leg.sid, [...this.of(leg.sid), recording])
    this.world.note(`${shortSid(leg.sid)} is recorded`)
    this.world.rules.recording.goesOn(leg.sid)
    this.#tell(leg.sid, recording.sid, 'in-progress')
    return recording.sid
  }

  /** @returns whether there is such a recording that is not over */
  set(callSid: string, sid: string, to: 'on' | 'paused' | 'stopped'): boolean {
    const recording = this.of(callSid).find((one) => one.sid === sid)
    if (!recording || recording.state === 'over') return false
    this.world.note(`The recording of ${shortSid(callSid)} is ${to}`)
    if (to === 'stopped') this.#end(callSid, recording)
    else recording.state = to
    if (to === 'on') this.world.rules.recording.goesOn(callSid)
    return true
  }

  legEnded(callSid: string) {
    for (const recording of this.of(callSid)) if (recording.state !== 'over') this.#end(callSid, recording)
  }

  #end(callSid: string, recording: SimulatedRecording) {
    recording.state = 'over'
    this.world.scheduler.after(this.random.between(500, 4_000), () => {
      recording.isComplete = true
      this.#tell(callSid, recording.sid, 'completed')
    })
  }

  #tell(callSid: string, RecordingSid: string, RecordingStatus: string) {
    const RecordingDuration = RecordingStatus === 'completed' ? { RecordingDuration: '7' } : {}
    const form = { CallSid: callSid, RecordingSid, RecordingStatus, ...RecordingDuration }
    void this.world.twilio.delivery.notice(`/call-recording?callSid=${callSid}`, form)
  }
}
