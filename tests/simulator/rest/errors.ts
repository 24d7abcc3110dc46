import type { SimulatorResponse } from '../http/routes.ts'

/** Twilio's error of a REST request: the HTTP status and the code that its documentation lists. */
export class RestError extends Error {
  readonly status: number
  readonly code: number

  constructor(status: number, code: number, message: string) {
    super(message)
    this.status = status
    this.code = code
  }
}

export function notFound(resource: string): RestError {
  return new RestError(404, 20404, `The requested resource ${resource} was not found`)
}

export function errorReply(error: RestError): SimulatorResponse {
  const more_info = `https://www.twilio.com/docs/errors/${error.code}`
  return {
    status: error.status,
    body: { code: error.code, message: error.message, more_info, status: error.status },
  }
}
