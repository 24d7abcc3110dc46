/** The part of the console that only a softphone needs: the Voice SDK, a large package, and what dials with it. */
export { Device } from '@twilio/voice-sdk'
export { startLeg } from './leg.ts'
export { startLineTest } from './line-test.ts'
export { signalingOptions } from './signaling.ts'
