import type { Logger } from 'pino'
import type { VerifiedAccount } from '../accounts/account.ts'
import type { AgentActors } from '../agents/agents-port.ts'
import type { CallActors } from '../calls/calls-port.ts'
import type { DeskReader } from '../calls/desk-reader.ts'
import type { Voicemails } from '../calls/voicemails.ts'
import type { DialRules } from '../dialling/numbers.ts'
import type { OutboundDialling } from '../dialling/outbound-dialling.ts'
import type { SpendingLimit } from '../dialling/spending.ts'
import type { Feed } from '../feed/feed.ts'
import type { OfficeStore } from '../office/store.ts'
import type { Metrics } from '../ops/metrics.ts'
import type { CallView } from '../protocol/call-view.ts'
import type { HistoryQuery } from '../protocol/queries.ts'
import type { VoiceToken } from '../protocol/session.ts'
import type { Clock } from '../runtime.ts'
import type { SignedInAccount } from '../sessions/session.ts'
import type { Sessions } from '../sessions/sessions.ts'

/** What the agent API works on. */
export interface ApiDeps {
  accounts: {
    /** Null for a wrong password, an unknown and a disabled agent alike. */
    verify(
      username: string,
      password: string,
    ): Promise<(SignedInAccount & Pick<VerifiedAccount, 'isUnchanged'>) | null>
  }
  sessions: Sessions
  calls: CallActors
  agents: AgentActors
  desk: DeskReader
  feed: Pick<Feed, 'open'>
  /** Ended calls, newest first. */
  history: { page(query: HistoryQuery): Promise<CallView[]> }
  voicemails: Pick<Voicemails, 'page' | 'find'>
  /** A recording as WAV, from Twilio. Throws CarrierRejected or CarrierUnavailable. */
  recording(recordingSid: string): Promise<Buffer>
  office: OfficeStore
  clock: Clock
  log: Pick<Logger, 'info'>
  voiceToken(agentId: string): VoiceToken | Promise<VoiceToken>
  metrics: Metrics
  publicUrl: string
  parkingSlots: number
  dialling: OutboundDialling
  dialRules: DialRules
  spending: SpendingLimit
}
