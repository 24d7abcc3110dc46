import { z } from 'zod'
import { AgentId, CallSid } from '../../machines/ids.ts'
import { CallView } from './call-view.ts'

/** ISO 8601; becomes milliseconds since the epoch. Null where it is not given. */
const Moment = z.iso
  .datetime({ offset: true })
  .optional()
  .transform((at) => (at === undefined ? null : Date.parse(at)))

/** `before`: only what is older; null: from the newest on. */
const page = {
  before: Moment,
  limit: z.coerce.number().int().min(1).max(100).default(50),
}

/** Several calls may end in one millisecond: `beforeCall` is the last one that was read of those that ended at `before`. */
const historyPage = { ...page, beforeCall: CallSid.optional().transform((callSid) => callSid ?? null) }

/** `GET /api/history`: ended calls, newest first. */
export const HistoryQuery = z.object({
  ...historyPage,
  q: z.never('goes to POST /api/history/search').optional(),
})

/** `POST /api/history/search`: ended calls, newest first. What is left out finds all. A body, because URLs are logged. */
export const HistorySearch = z.object({
  ...historyPage,
  /** Beginnings of words of names, notes, tags and agents, and parts of numbers. A call has all of them. */
  q: z
    .string()
    .max(100)
    .optional()
    .transform((text) => text?.trim() || null),
  /** When the call ended: from then on, and before then. */
  from: Moment,
  to: Moment,
  outcome: CallView.shape.outcome.unwrap().optional(),
  direction: CallView.shape.direction.optional(),
  /** Only callers who talked with no agent, with or without a message. */
  unanswered: z.boolean().default(false),
  /** Only calls of which there are recordings. */
  recorded: z.boolean().default(false),
  /** An agent who had the call. */
  agentId: AgentId.optional(),
  /** Only callers who were not answered, and with whose number no agent has talked since. */
  toCallBack: z.boolean().default(false),
})
export type HistorySearch = z.infer<typeof HistorySearch>

/** `POST /api/history/counts`: how many calls a search finds, by kind. The kinds are those that a search can be narrowed to. */
export const HistoryCounting = HistorySearch.pick({ q: true, from: true, to: true })
export type HistoryCounting = z.infer<typeof HistoryCounting>

const count = z.number().int().nonnegative()
export const HistoryCounts = z.object({
  all: count,
  /** `unanswered` */
  missed: count,
  /** Answered, and had by the agent who asks. */
  mine: count,
  /** The outcome `voicemail`. */
  messages: count,
  outbound: count,
})
export type HistoryCounts = z.infer<typeof HistoryCounts>

/** `GET /api/history/to-call-back` */
export const ToCallBackQuery = z.object({ limit: z.coerce.number().int().min(1).max(100).default(100) })

/** `GET /api/voicemails`: messages, newest first. */
export const VoicemailQuery = z.object(page)
