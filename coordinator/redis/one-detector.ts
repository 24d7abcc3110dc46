import { type SentinelConnectionOptions, SentinelConnector } from 'ioredis'
import { z } from 'zod'

/** What ioredis makes of our options, with its defaults. */
const ForSentinels = z.custom<SentinelConnectionOptions>(
  (options) => options instanceof Object && 'sentinels' in options,
)

/**
 * ioredis keeps the detector of a lost connection. If that detector hears something while the sentinels are asked for the
 * primary, the client ends for good. So the old detector is closed first; the next connection brings its own.
 */
export class OneDetector extends SentinelConnector {
  constructor(options: unknown) {
    super(ForSentinels.parse(options))
  }

  override connect(...args: Parameters<SentinelConnector['connect']>) {
    this.disconnect()
    return super.connect(...args)
  }
}
