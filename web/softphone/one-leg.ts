import type { Call } from '@twilio/voice-sdk'

/** A device has one leg at a time: the next one is dialled when this one has ended. */
let lastGone: Promise<void> = Promise.resolve()
const GONE_WITHIN_MS = 1_000

export const lastLegGone = () => lastGone

/** Hangs up what was dialled, or is being dialled. */
export function endLeg(dialling: Promise<Call>) {
  lastGone = dialling.then(hangUp, () => undefined)
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
