import type { CallView } from '../../coordinator/protocol/call-view.ts'

/** What an agent has written about a call and not saved yet. */
interface NoteDraft {
  /** What stood there when the agent began. */
  seen: CallView['wrapUp']
  note: string
  tags: readonly string[]
}

const KEPT = 20
const drafts = new Map<string, NoteDraft>()

/** Drafts of one agent: they outlast the panel in which they are written, and not the page. */
export const draftsOf = (agentId: string) => {
  const keyOf = (callSid: string) => `${agentId} ${callSid}`
  return {
    get: (callSid: string) => drafts.get(keyOf(callSid)) ?? null,
    /** @param draft null: there is nothing to keep */
    keep: (callSid: string, draft: NoteDraft | null) => {
      drafts.delete(keyOf(callSid))
      if (draft !== null) drafts.set(keyOf(callSid), draft)
      for (const oldest of [...drafts.keys()].slice(0, -KEPT)) drafts.delete(oldest)
    },
  }
}
