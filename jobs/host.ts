import type { Queue } from 'bullmq'
import type { Logger } from 'pino'
import type { OutboxStore } from '../coordinator/actors/outbox-store.ts'
import type { Voicemails } from '../coordinator/actors/voicemails.ts'
import type { Watch } from '../coordinator/actors/watch.ts'
import type {
  AgentActors,
  CallActors,
  Carrier,
  Clock,
  CommandRunner,
  DeskMirror,
} from '../coordinator/ports.ts'

/** What the handlers work on. */
export interface JobHost {
  calls: CallActors
  agents: AgentActors
  desk: DeskMirror
  carrier: Carrier
  runner: CommandRunner
  outbox: OutboxStore
  watch: Watch
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
