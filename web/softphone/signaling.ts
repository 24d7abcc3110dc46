import type { Device } from '@twilio/voice-sdk'
// The package does not export it. It is the only internal part of the SDK that the console uses.
import PStream from '../../node_modules/@twilio/voice-sdk/esm/twilio/pstream.js'

/** Options that the SDK reads and does not document. */
export interface SignalingOptions extends Device.Options {
  PStream?: new (token: string, uris: string[], options: object) => PStream
  publishEvents?: boolean
}

/**
 * Where the SDK signals to. The SDK itself always builds `wss://<host>/signal`. A deployment with another URL gets
 * the SDK's own stream, with that URL.
 */
export function signalingOptions(signalingUrl: string | null): SignalingOptions {
  if (signalingUrl === null) return {}
  class RedirectedStream extends PStream {
    constructor(token: string, _uris: string[], options: object) {
      super(token, [signalingUrl], options)
    }
  }
  // Calls that are not Twilio's do not belong in Twilio's insights.
  return { PStream: RedirectedStream, publishEvents: false }
}
