import { fromCallback } from 'xstate'
import type {
  LegEvent,
  LegInput,
  LegInstruction,
  LineTestEvent,
  SoftphoneEvent,
} from '../../machines/softphone/events.ts'
import type { DeviceStore } from '../devices/device-store.ts'
import type { DeviceHolder } from './device-holder.ts'
import { loadVoiceSdk } from './load-voice-sdk.ts'
import { softphoneErrorText } from './softphone-error-text.ts'

/**
 * The machine's `leg`: dials when it starts, hangs up when it is stopped. What dials is in the part of the Voice SDK, which
 * is loaded before: without it there is no device.
 */
export const legActor = (holder: DeviceHolder, devices: DeviceStore) =>
  fromCallback<LegInstruction, LegInput, LegEvent>(({ input, receive, sendBack }) => {
    const leg = loadVoiceSdk().then(({ startLeg }) => startLeg({ holder, devices, input, tell: sendBack }))
    leg.catch((error: unknown) => sendBack({ type: 'LEG_FAILED', trouble: softphoneErrorText(error) }))
    receive((instruction) => {
      leg.then(({ instruct }) => instruct(instruction)).catch(() => undefined)
    })
    return () => {
      leg.then(({ stop }) => stop()).catch(() => undefined)
    }
  })

/** The machine's `lineTest`. */
export const lineTestActor = (holder: DeviceHolder, devices: DeviceStore) =>
  fromCallback<SoftphoneEvent, undefined, LineTestEvent>(({ sendBack }) => {
    const test = loadVoiceSdk().then(({ startLineTest }) =>
      startLineTest({ holder, devices, tested: sendBack }),
    )
    test.catch((error: unknown) =>
      sendBack({ type: 'LINE_TESTED', ok: false, words: softphoneErrorText(error) }),
    )
    return () => {
      test.then((hangUp) => hangUp()).catch(() => undefined)
    }
  })
