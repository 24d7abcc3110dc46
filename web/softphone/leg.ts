import type { Call, Device } from '@twilio/voice-sdk'
import { fromCallback } from 'xstate'
import type { LegEvent, LegInput, LegInstruction } from '../../machines/softphone/events.ts'
import { keepSample } from '../diagnostics.ts'
import type { DeviceHolder } from './device.ts'
import { followLegDevices } from './leg-devices.ts'
import { microphoneLevel } from './microphone-level.ts'
import { endLeg, lastLegGone } from './one-leg.ts'
import { claimLeg } from './one-tab.ts'
import { softphoneErrorText } from './softphone-error-text.ts'

type Sample = Parameters<typeof Call.sampleEvent>[0]

/** The machine's `leg`: dials when it starts, hangs up when it is stopped. */
export const legActor = (holder: DeviceHolder) =>
  fromCallback<LegInstruction, LegInput, LegEvent>(({ input: { callSid, colleague }, receive, sendBack }) => {
    let stopped = false
    let leg: Call | null = null
    let audio: Device['audio'] = null
    let muted = false
    let stopDevices = () => {}
    const report = (event: LegEvent) => {
      if (!stopped) sendBack(event)
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
      await lastLegGone()
      if (stopped) throw new Error('The leg was cancelled.')
      audio = device.audio
      return device.connect({ params: colleague === null ? { callSid } : { colleague } })
    }

    function follow(call: Call) {
      const accepted = () => {
        report({ type: 'LEG_ACCEPTED' })
        stopDevices()
        if (audio) stopDevices = followLegDevices(call, audio, report)
      }
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
      call.on('sample', (sample: Sample) =>
        keepSample({
          callSid: callSid || (call.parameters.CallSid ?? ''),
          at: Date.now(),
          ...totals(sample),
        }),
      )
      call.on('warning', (name: string) => report({ type: 'WARNING', name }))
      call.on('warning-cleared', (name: string) => report({ type: 'WARNING_CLEARED', name }))
      if (call.status() === 'open') accepted()
      if (muted) call.mute(true)
    }

    receive((instruction) => {
      if (instruction.type === 'DIGITS') return leg?.sendDigits(instruction.digits)
      muted = instruction.muted
      leg?.mute(muted)
    })

    return () => {
      stopped = true
      release.done()
      microphoneLevel.set(0)
      stopDevices()
      endLeg(dialling)
      // A microphone that was taken in mid-call is not kept: the next call begins with the one that the browser prefers.
      lastLegGone()
        .then(() => audio?.unsetInputDevice())
        .catch(() => undefined)
    }
  })

const totals = ({ totals, audioOutputLevel }: Sample) => ({
  bytesSent: totals.bytesSent,
  bytesReceived: totals.bytesReceived,
  packetsSent: totals.packetsSent,
  packetsReceived: totals.packetsReceived,
  audioOutputLevel,
})
