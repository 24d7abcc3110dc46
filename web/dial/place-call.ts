import { z } from 'zod'
import { ConnectToColleague } from '../../coordinator/protocol/call-commands.ts'
import { CallView } from '../../coordinator/protocol/call-view.ts'
import { newIdempotencyKey } from '../api/idempotency-key.ts'
import { requestApi, ServerUnreachable } from '../api/request.ts'

/** The call to a number, or what this browser connects with to call a colleague. */
const Answer = z.union([CallView, ConnectToColleague])

/** Longer than Twilio may take to answer the server. */
const TIMEOUT_MS = 25_000

/**
 * Asks the server to call somebody. When nobody answers, it asks once more with the same key, so that nobody is
 * called twice.
 * @param name whose number it is, where that is known
 * @throws {ApiRefusal}, {@link ServerUnreachable}
 */
export async function placeCall(to: string, name?: string): Promise<z.infer<typeof Answer>> {
  const idempotencyKey = newIdempotencyKey()
  const body = name === undefined ? { to } : { to, name }
  const ask = () =>
    requestApi('/api/calls', Answer, { method: 'POST', body, idempotencyKey, timeoutMs: TIMEOUT_MS })
  try {
    return await ask()
  } catch (error) {
    if (error instanceof ServerUnreachable) return ask()
    throw error
  }
}
