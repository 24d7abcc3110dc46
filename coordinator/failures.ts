/** Redis cannot be reached. Nothing was done; the request may be tried again. */
export class RedisAway extends Error {
  override readonly name = 'RedisAway'
}

/** A newer version of this program wrote the call. It is left alone: a process of that version takes it on. */
export class CallIsNewer extends Error {
  override readonly name = 'CallIsNewer'
  constructor(callSid: string, version: number) {
    super(`${callSid} was written by version ${version} of its machine, which this process does not know`)
  }
}

/** Nothing was done, and it is worth another try, later or at another coordinator. */
export const mayPass = (error: unknown) => error instanceof RedisAway || error instanceof CallIsNewer

/** Twilio said no, for good: `code` is Twilio's (21220, 20404, …). */
export class CarrierRefusal extends Error {
  override readonly name = 'CarrierRefusal'
  constructor(
    readonly code: number,
    message: string,
    options?: ErrorOptions,
  ) {
    super(message, options)
  }
}

/** Twilio did not answer, or asked us to come back: try again, after `retryAfterMs` where it said so. */
export class CarrierTrouble extends Error {
  override readonly name = 'CarrierTrouble'
  constructor(
    message: string,
    readonly retryAfterMs: number | null = null,
    options?: ErrorOptions,
    /** Twilio's own, where it said one: 20003 is credentials that are no good. */
    readonly code: number | null = null,
  ) {
    super(message, options)
  }
}
