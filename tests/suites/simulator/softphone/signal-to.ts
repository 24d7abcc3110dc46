import Stream from '../../../../node_modules/@twilio/voice-sdk/esm/twilio/pstream.js'

/**
 * The SDK's own signalling stream, led to one address: the SDK itself builds nothing but wss:// URLs of Twilio's hosts.
 * Goes into the Device's option `PStream`. The two methods matter after a lost connection and with a call: without
 * them the SDK would reconnect to Twilio's edge.
 */
export function signalTo(url: string) {
  const { updateURIs, updatePreferredURI } = Stream.prototype as unknown as Overridden
  class LocalStream extends Stream {
    constructor(token: string, _uris: string[], options: object) {
      super(token, [url], options)
    }

    updateURIs(): void {
      updateURIs.call(this, [url])
    }

    updatePreferredURI(uri: string | null): void {
      updatePreferredURI.call(this, uri === null ? null : url)
    }
  }
  return LocalStream
}

/** Missing in the SDK's types. */
interface Overridden {
  updateURIs(this: Stream, uris: string[]): void
  updatePreferredURI(this: Stream, uri: string | null): void
}
