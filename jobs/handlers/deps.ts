import type { Queue } from 'bullmq'
import type { Logger } from 'pino'
import type { AgentActors } from '../../coordinator/agents/agents-port.ts'
import type { CallIndex } from '../../coordinator/calls/call-index.ts'
import type { CallActors } from '../../coordinator/calls/calls-port.ts'
import type { CarrierCommand } from '../../coordinator/calls/carrier-command.ts'
import type { DeskReader } from '../../coordinator/calls/desk-reader.ts'
import type { Voicemails } from '../../coordinator/calls/voicemails.ts'
import type { DueTimers } from '../../coordinator/durable/due-timers.ts'
import type { Outbox } from '../../coordinator/durable/outbox.ts'
import type { Heartbeats } from '../../coordinator/ops/heartbeats.ts'
import type { Clock } from '../../coordinator/runtime.ts'
import type { Carrier } from '../../coordinator/twilio/carrier.ts'
import type { CommandRunner } from '../../coordinator/twilio/command-runner.ts'

export interface JobDeps {
  calls: CallActors
  agents: AgentActors
  desk: DeskReader
  carrier: Carrier
  runner: CommandRunner
  outbox: Outbox<CarrierCommand>
  dueTimers: DueTimers
  callIndex: CallIndex
  heartbeats: Heartbeats
  voicemails: Pick<Voicemails, 'leftBefore' | 'forget'>
  queue: Pick<Queue, 'add' | 'upsertJobScheduler' | 'getJobSchedulersCount'>
  clock: Clock
  log: Logger
  staleAfterMs: number
  sweepEveryMs: number
  historyMs: number
  /** Agents with a session that has not expired. */
  agentsSignedIn(): Promise<readonly string[]>
}
