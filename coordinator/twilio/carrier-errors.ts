/** Twilio's error codes that mean something to us. Source: Twilio's "Error and warning dictionary". */
export const TWILIO_CODES = {
  /** "Cannot delete this resource before it is complete" */
  notComplete: 20009,
  /** "Authenticate" */
  badCredentials: 20003,
  /** "Forbidden" */
  forbidden: 20403,
  /** "The requested resource was not found" */
  notFound: 20404,
  /** "Too Many Requests" */
  tooManyRequests: 20429,
  /** "'From' phone number is required" */
  noCallerId: 21213,
  /** "Call is not in-progress. Cannot redirect." */
  notInProgress: 21220,
  /** "Participant to be whispered is on hold" */
  coachedIsOnHold: 16027,
  /** "Participant to be whispered is not present in the conference" */
  coachedIsNotThere: 16028,
  /** "Authorization error" */
  notAuthorized: 70051,
} as const

/** Final: Twilio understood the request and said no. `code` is Twilio's (21220, 20404, …). */
export class CarrierRejected extends Error {
  override readonly name = 'CarrierRejected'
  constructor(
    readonly code: number,
    message: string,
    options?: ErrorOptions,
  ) {
    super(message, options)
  }
}

/** Retryable: Twilio did not answer, or could not do it now. Try again, after `retryAfterMs` where Twilio said so. */
export class CarrierUnavailable extends Error {
  override readonly name = 'CarrierUnavailable'
  constructor(
    message: string,
    readonly retryAfterMs: number | null = null,
    options?: ErrorOptions,
    /** Twilio's code, where its answer had one: 20003 means that the credentials are wrong. */
    readonly code: number | null = null,
  ) {
    super(message, options)
  }
}
