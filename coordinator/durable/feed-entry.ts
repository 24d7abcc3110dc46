import { z } from 'zod'
import type { CallView } from '../protocol/call-view.ts'

/** An entry of the feed's stream. */
export interface FeedEntry {
  id: string
  /** `call`, `agent`, `voicemail`, `office` or `revoked`. */
  t: string
  d: string
  /** What `d` says, when this very process has just written it. */
  view?: CallView
}

/** What both commit scripts answer with: the outcome, and what belongs to it. */
export const ScriptReply = z.array(z.string().nullable())
