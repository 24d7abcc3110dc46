import type { CallState } from '../calls/calls-port.ts'
import type { CallView } from '../protocol/call-view.ts'

/** Numbers outside that agents call. */
export interface Dials {
  /**
   * @param call `to` in E.164 and allowed; `key` the client's idempotency key
   * @throws Refusal `agent_busy`, `rate_limited`, `number_not_allowed` (Twilio's word) or `unavailable`
   */
  call(call: { by: string; to: string; key: string | null; trace?: string | undefined }): Promise<CallView>
  /**
   * Twilio has spoken of the leg of that intent.
   * @param answered somebody has lifted the receiver
   * @returns its call; null when nothing is known of either
   */
  landed(intentId: string, callSid: string, answered: boolean, trace?: string): Promise<CallState | null>
}
