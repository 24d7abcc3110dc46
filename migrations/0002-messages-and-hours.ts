import { z } from 'zod'
import { storedCalls } from './calls.ts'
import type { Migration } from './migration.ts'

/** A snapshot of version 1, which stored only the recording of a message. */
const Before = z.looseObject({
  context: z.looseObject({
    callSid: z.string(),
    recordingSid: z.string().nullish(),
    endedAt: z.number().nullish(),
    callerNumber: z.string().nullish(),
    callerName: z.string().nullish(),
  }),
})

/**
 * Lists the messages that were left, as unheard. Gives every call the fields of the office that received it: open, and
 * without a greeting.
 */
export const messagesAndHours: Migration = {
  id: 2,
  name: 'messages-and-hours',
  async up(redis, keys) {
    for await (const { call } of storedCalls(redis, keys)) {
      const before = Before.safeParse(call.snapshot)
      const message = before.success ? messageOf(before.data.context) : null
      if (!before.success || message === null) continue
      const { callSid, callerNumber = null, callerName = null } = before.data.context
      const at = new Date(message.at).toISOString()
      const view = { callSid, callerNumber, callerName, at, durationS: null, heardBy: null, heardAt: null }
      await redis.hset(keys.call(callSid), 'voicemail', JSON.stringify(view))
      await redis.zadd(keys.voicemails, message.at, callSid)
      await redis.sadd(keys.unheard, callSid)
    }
  },
  calls: {
    to: 2,
    transform({ snapshot: stored, timers, view }) {
      const snapshot = Before.parse(stored)
      const { recordingSid: _, ...context } = snapshot.context
      const received = { closed: null, greeting: null, message: messageOf(snapshot.context) }
      return { snapshot: { ...snapshot, context: { ...context, ...received } }, timers, view }
    },
  },
}

function messageOf({ recordingSid, endedAt }: z.infer<typeof Before>['context']) {
  if (typeof recordingSid !== 'string' || typeof endedAt !== 'number') return null
  return { recordingSid, at: endedAt, seconds: null, heard: null }
}
