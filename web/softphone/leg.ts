import type { Call, Device } from '@twilio/voice-sdk'
import type { LegEvent, LegInput, LegInstruction } from '../../machines/softphone/events.ts'
import type { DeviceStore } from '../devices/device-store.ts'
import { keepSample } from '../diagnostics.ts'
import type { DeviceHolder } from './device-holder.ts'
import { followLegDevices, openMicrophone } from './leg-devices.ts'
import { followLegOutput } from './leg-output.ts'
import { measureLeg } from './leg-quality.ts'
import { liveQuality } from './live-quality.ts'
import { microphoneGain as gain } from './microphone-gain.ts'
import { microphoneLevel } from './microphone-level.ts'
import { beginLeg, endLeg } from './one-leg.ts'
import { claimLeg } from './one-tab.ts'
import { sendDigits } from './send-digits.ts'
import { softphoneErrorText } from './softphone-error-text.ts'
import { tellQuality } from './tell-quality.ts'

type Sample = Parameters<typeof Call.sampleEvent>[0]

interface LegDeps {
  holder: DeviceHolder
  devices: DeviceStore
  input: LegInput
  tell: (event: LegEvent) => void
}

/** Dials a leg. It lasts until it is stopped, which hangs up. */
export function startLeg({
  holder,
  devices,
  input: { callSid, colleague, measured: isTold },
  tell,
}: LegDeps) {
  let stopped = false
  let leg: Call | null = null
  let audio: Device['audio'] = null
  let muted = false
  let stopDevices = () => {}
  let stopOutput = () => {}
  let tellMeasured = () => {}
  const report = (event: LegEvent) => {
    if (!stopped) tell(event)
  }
  const release = claimLeg(colleague === null ? callSid : `agent:${colleague}`)

  const dialling = dial()
  dialling
    .then((dialled) => {
      leg = dialled
      if (!stopped) follow(dialled)
    })
    .catch((error: unknown) => report({ type: 'LEG_FAILED', trouble: softphoneErrorText(error) }))

  async function dial(): Promise<Call> {
    const device = await holder.current
    if (!device) throw new Error('The telephone is not ready.')
    if (!(await release.mine)) throw new Error('Another tab has this call.')
    await beginLeg()
    if (stopped) throw new Error('The leg was cancelled.')
    audio = device.audio
    if (audio) await openMicrophone({ audio, devices, gain })
    if (stopped) throw new Error('The leg was cancelled.')
    return device.connect({ params: colleague === null ? { callSid } : { colleague } })
  }

  function follow(call: Call) {
    const accepted = () => {
      report({ type: 'LEG_ACCEPTED' })
      stopDevices()
      if (audio) stopDevices = followLegDevices(call, { audio, devices, gain }, report)
    }
    if (audio) stopOutput = followLegOutput(call, audio, devices)
    call.on('accept', accepted)
    call.on('reconnecting', () => report({ type: 'LEG_RECONNECTING' }))
    call.on('reconnected', () => report({ type: 'LEG_RECONNECTED' }))
    // The SDK closes a leg first and says why right after.
    call.on('disconnect', () => queueMicrotask(() => report({ type: 'LEG_ENDED' })))
    call.on('cancel', () => report({ type: 'LEG_ENDED' }))
    call.on('error', (error: unknown) => {
      if (call.status() === 'closed') report({ type: 'LEG_FAILED', trouble: softphoneErrorText(error) })
    })
    call.on('volume', (input: number) => microphoneLevel.set(input))
    // Of a call to a colleague this leg is the caller's.
    const sid = () => callSid || (call.parameters.CallSid ?? '')
    const measured = measureLeg()
    call.on('sample', (sample: Sample) => {
      measured.add(sample)
      keepSample({ callSid: sid(), at: Date.now(), ...totals(sample) })
    })
    tellMeasured = () => {
      tellMeasured = () => {}
      const quality = measured.report()
      if (quality && isTold) tellQuality(sid(), quality)
    }
    addEventListener('pagehide', pageHidden)
    call.on('warning', (name: string) => {
      measured.warn(name)
      report({ type: 'WARNING', name })
    })
    call.on('warning-cleared', (name: string) => report({ type: 'WARNING_CLEARED', name }))
    if (call.status() === 'open') accepted()
    if (muted) call.mute(true)
  }

  /** The page is being closed, and takes the leg with it. */
  function pageHidden() {
    tellMeasured()
  }

  return {
    instruct(instruction: LegInstruction) {
      if (instruction.type === 'DIGITS') return report(sendDigits(leg, instruction.digits))
      muted = instruction.muted
      leg?.mute(muted)
    },
    stop() {
      stopped = true
      release.done()
      removeEventListener('pagehide', pageHidden)
      tellMeasured()
      microphoneLevel.set(0)
      liveQuality.set(null)
      stopDevices()
      stopOutput()
      // The microphone is closed. The next leg opens the one that is wanted then.
      endLeg(dialling, () => audio?.unsetInputDevice())
    },
  }
}

const totals = ({ totals, audioOutputLevel }: Sample) => ({
  bytesSent: totals.bytesSent,
  bytesReceived: totals.bytesReceived,
  packetsSent: totals.packetsSent,
  packetsReceived: totals.packetsReceived,
  audioOutputLevel,
})
