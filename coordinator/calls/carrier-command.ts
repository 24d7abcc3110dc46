/** What is owed to Twilio. Idempotent: running one twice does no more than once. */
export type CarrierCommand = {
  id: string
  callSid: string
  at: number
  /** `traceparent` of what it follows from. */
  trace?: string | undefined
} & (
  | { type: 'redirectCaller'; rev: number }
  | { type: 'completeCaller' }
  | { type: 'completeLeg'; legSid: string }
  | { type: 'dialOutside'; number: string; transferAt?: number | undefined }
  | { type: 'deleteRecording'; recordingSid: string }
)
