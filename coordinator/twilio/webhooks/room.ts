import type { Logger } from 'pino'
import { z } from 'zod'
import { NO_CONTENT, webhook } from './webhook.ts'

const RoomRequest = z.object({
  form: z.object({
    FriendlyName: z.string().optional(),
    StatusCallbackEvent: z.string().optional(),
    SequenceNumber: z.string().optional(),
    CallSid: z.string().optional(),
    ReasonParticipantLeft: z.string().optional(),
  }),
})

/**
 * Conference events, for diagnosis only. Nothing depends on them: leaving a room means nothing, since we move callers
 * in and out.
 */
export function room({ log }: { log: Logger }) {
  return webhook('/room', RoomRequest, async ({ form }, trace) => {
    log.debug({ trace, room: form }, 'Room event')
    return NO_CONTENT
  })
}
