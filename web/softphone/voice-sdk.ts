/** The part of the console that only a softphone needs: the Voice SDK, a large package. */
export { Device } from '@twilio/voice-sdk'
export { signalingOptions } from './signaling.ts'
