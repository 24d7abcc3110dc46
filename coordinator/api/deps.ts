import type { Logger } from 'pino'
import type { AgentPreferences } from '../accounts/preferences.ts'
import type { Accounts } from '../accounts/store.ts'
import type { AgentActors } from '../agents/agents-port.ts'
import type { Archive } from '../archive/archive.ts'
import type { Audit } from '../audit/audit.ts'
import type { CallActors } from '../calls/calls-port.ts'
import type { CarrierCommand } from '../calls/carrier-command.ts'
import type { DeskReader } from '../calls/desk-reader.ts'
import type { RingAcknowledgements } from '../calls/ring-acknowledgements.ts'
import type { ReadSlotHistory } from '../calls/slot-history.ts'
import type { TodayCounter } from '../calls/today.ts'
import type { Voicemails } from '../calls/voicemails.ts'
import type { Contacts } from '../contacts/contacts.ts'
import type { ErasePerson } from '../data-protection/erase.ts'
import type { ExportPerson } from '../data-protection/export.ts'
import type { DialRules } from '../dialling/numbers.ts'
import type { OutboundDialling } from '../dialling/outbound-dialling.ts'
import type { SpendingLimit } from '../dialling/spending.ts'
import type { Outbox } from '../durable/outbox.ts'
import type { Feed } from '../feed/feed.ts'
import type { LiveSettings } from '../live-settings/live-settings.ts'
import type { SettingsStore } from '../live-settings/store.ts'
import type { OfficeStore } from '../office/store.ts'
import type { Oidc } from '../oidc/oidc.ts'
import type { Metrics } from '../ops/metrics.ts'
import type { GroupsStore } from '../people/groups.ts'
import type { People } from '../people/people.ts'
import type { VoiceToken } from '../protocol/session.ts'
import type { Clock } from '../runtime.ts'
import type { SecondFactor } from '../second-factor/second-factor.ts'
import type { KnownBrowsers } from '../sessions/known-browser.ts'
import type { Session } from '../sessions/session.ts'
import type { Sessions } from '../sessions/sessions.ts'
import type { SignInLimits } from '../sessions/sign-in-limits.ts'
import type { Settings } from '../settings.ts'
import type { SoundStream } from '../twilio/recordings.ts'
import type { BoardStreams } from '../wallboards/board-streams.ts'
import type { Screens } from '../wallboards/screens.ts'

/** What the agent API works on. */
export interface ApiDeps {
  accounts: Pick<Accounts, 'find' | 'verify' | 'states' | 'invitationState' | 'company'>
  people: People
  groups: Pick<GroupsStore, 'read' | 'change' | 'leave'>
  preferences: AgentPreferences
  sessions: Sessions
  secondFactor: SecondFactor
  signInLimits: SignInLimits
  knownBrowsers: KnownBrowsers
  /** Null: people sign in by password alone. */
  oidc: Oidc | null
  calls: CallActors
  agents: AgentActors
  desk: DeskReader
  feed: Pick<Feed, 'open' | 'echo'>
  ringAcknowledgements: Pick<RingAcknowledgements, 'acknowledge'>
  /** Ended calls, newest first. */
  history: Pick<Archive, 'page' | 'everyPage' | 'missesCalls' | 'counts' | 'toCallBack'>
  today: TodayCounter
  slotHistory: ReadSlotHistory
  voicemails: Pick<Voicemails, 'page' | 'find'>
  /** A recording as WAV, from Twilio. Throws CarrierRejected or CarrierUnavailable. */
  recording(recordingSid: string): Promise<Buffer>
  /** The same as it comes, for what may last for hours. */
  sound(recordingSid: string): Promise<SoundStream>
  office: OfficeStore
  settings: Pick<SettingsStore, 'read' | 'change'>
  contacts: Contacts
  erase: ErasePerson
  exportPerson: ExportPerson
  /** What Twilio still has to be told. */
  outbox: Pick<Outbox<CarrierCommand>, 'list'>
  /** Settings that only a restart changes. */
  started: Pick<Settings, 'sessionIdleMs' | 'backup'>
  screens: Screens
  boardStreams: Pick<BoardStreams, 'open'>
  audit: Pick<Audit, 'record' | 'page'>
  clock: Clock
  log: Pick<Logger, 'info'>
  voiceToken(session: Pick<Session, 'agentId' | 'expiresAt'>): VoiceToken | Promise<VoiceToken>
  metrics: Metrics
  publicUrl: string
  live: Pick<LiveSettings, 'now'>
  dialling: OutboundDialling
  dialRules: DialRules
  spending: SpendingLimit
}
