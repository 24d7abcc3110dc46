import type { Device } from '@twilio/voice-sdk'
// Not among the package's exports: the one thing of the SDK's inside that we touch.
import PStream from '../../node_modules/@twilio/voice-sdk/esm/twilio/pstream.js'

/** Options that the SDK reads and does not document. */
export interface SignalingOptions extends Device.Options {
  PStream?: new (token: string, uris: string[], options: object) => PStream
  publishEvents?: boolean
}

/**
 * Where the SDK signals to. By itself it always builds `wss://<host>/signal`; a deployment that says
 * otherwise gets a stream of the SDK's own kind that was handed another address.
 */
export function signalingOptions(signalingUrl: string | null): SignalingOptions {
  if (signalingUrl === null) return {}
  class RedirectedStream extends PStream {
    constructor(token: string, _uris: string[], options: object) {
      super(token, [signalingUrl], options)
    }
  }
  // Twilio's insights gateway has nothing to learn from calls that are not Twilio's.
  return { PStream: RedirectedStream, publishEvents: false }
}
