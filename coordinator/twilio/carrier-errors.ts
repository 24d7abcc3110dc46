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
