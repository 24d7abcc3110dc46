import { type Call, Device } from '@twilio/voice-sdk'

/** A device has one leg at a time: the next one is dialled when this one has ended. */
let lastGone: Promise<void> = Promise.resolve()
const GONE_WITHIN_MS = 1_000

/** Before a leg is dialled: waits until the last one has gone. */
export async function beginLeg(): Promise<void> {
  await lastGone
  // A browser that wants a gesture first may never answer. The leg sounds all the same.
  Device.audioContext?.resume().catch(() => undefined)
}

/** Hangs up what was dialled, or is being dialled. @param cleanUp comes after it, and before the next leg */
export function endLeg(dialling: Promise<Call>, cleanUp: () => Promise<void> | undefined) {
  lastGone = dialling
    .then(hangUp)
    .catch(() => undefined)
    .then(cleanUp)
    .catch(() => undefined)
    .then(restSound)
}

/** While its context runs, Chromium keeps all that the SDK has measured sound with, of each leg of the day. */
function restSound() {
  Device.audioContext?.suspend().catch(() => undefined)
}

async function hangUp(call: Call) {
  if (call.status() === 'closed') return
  const gone = new Promise<void>((resolve) => {
    setTimeout(resolve, GONE_WITHIN_MS)
    call.once('disconnect', () => resolve())
  })
  call.disconnect()
  await gone
}
