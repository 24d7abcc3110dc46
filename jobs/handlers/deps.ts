import type { Queue } from 'bullmq'
import type { Logger } from 'pino'
import type { Accounts } from '../../coordinator/accounts/store.ts'
import type { AgentActors } from '../../coordinator/agents/agents-port.ts'
import type { NightlyBackup } from '../../coordinator/backup/nightly.ts'
import type { CallIndex } from '../../coordinator/calls/call-index.ts'
import type { CallActors } from '../../coordinator/calls/calls-port.ts'
import type { CarrierCommand } from '../../coordinator/calls/carrier-command.ts'
import type { DeskReader } from '../../coordinator/calls/desk-reader.ts'
import type { RecordingIndex } from '../../coordinator/calls/recording-index.ts'
import type { AlertUnheard } from '../../coordinator/calls/unheard-alert.ts'
import type { Voicemails } from '../../coordinator/calls/voicemails.ts'
import type { DueTimers } from '../../coordinator/durable/due-timers.ts'
import type { Outbox } from '../../coordinator/durable/outbox.ts'
import type { Heartbeats } from '../../coordinator/ops/heartbeats.ts'
import type { Clock } from '../../coordinator/runtime.ts'
import type { Sessions } from '../../coordinator/sessions/sessions.ts'
import type { Carrier } from '../../coordinator/twilio/carrier.ts'
import type { CommandRunner } from '../../coordinator/twilio/command-runner.ts'

export interface JobDeps {
  calls: CallActors
  alertUnheard: AlertUnheard
  agents: AgentActors
  desk: DeskReader
  carrier: Carrier
  runner: CommandRunner
  dueTimers: DueTimers
  callIndex: CallIndex
  outbox: Pick<Outbox<CarrierCommand>, 'enqueue'>
  heartbeats: Heartbeats
  recordings: RecordingIndex
  voicemails: Pick<Voicemails, 'leftBefore' | 'forget'>
  queue: Pick<
    Queue,
    | 'add'
    | 'upsertJobScheduler'
    | 'getJob'
    | 'getJobScheduler'
    | 'removeJobScheduler'
    | 'getJobSchedulersCount'
  >
  backup: NightlyBackup
  clock: Clock
  log: Logger
  staleAfterMs: number
  sweepEveryMs: number
  /** How long ended calls and their messages are kept now. */
  historyMs(): Promise<number>
  /** How long recordings of calls are kept now. */
  recordingMs(): Promise<number>
  accounts: Pick<Accounts, 'find' | 'states'>
  sessions: Pick<Sessions, 'agentsSignedIn' | 'closeAllOf' | 'closeOlderThan'>
  spending: { callsByAgent(): Promise<Map<string, string[]>> }
}
