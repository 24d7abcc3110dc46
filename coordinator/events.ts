import type { Logger } from 'pino'
import type { AgentTypes } from './agents/agent-kind.ts'
import type { CallTypes } from './calls/call-types.ts'
import type { Commit } from './durable/actor-host.ts'
import type { FeedAppend } from './durable/feed-entry.ts'
import type { StoredSettings } from './live-settings/stored.ts'
import type { AgentView } from './protocol/agent-view.ts'
import type { CallView } from './protocol/call-view.ts'
import type { Contact } from './protocol/contacts.ts'
import type { Groups } from './protocol/groups.ts'
import type { Office } from './protocol/office/settings.ts'
import type { Revocation } from './sessions/revocation.ts'

/** What a process showed last of what Redis has lost. */
export interface ShownLast {
  agents: readonly AgentView[]
  office: Office
  settings: StoredSettings
  groups: Groups
  contacts: readonly Contact[]
}

/** What can happen in one process. What follows from each event stands in one list, in composition.ts. */
export interface CoordinatorEvents {
  /** A commit of this process has changed a call. */
  callCommitted: Commit<CallTypes>
  /** A commit of this process has changed an agent. */
  agentCommitted: Commit<AgentTypes>
  /** A commit of this process has changed the office. */
  officeCommitted: { feed: FeedAppend }
  /** A commit of this process has changed settings. */
  settingsCommitted: { feed: FeedAppend }
  /** A commit of this process has changed the groups. */
  groupsCommitted: { feed: FeedAppend }
  /** A commit of this process has changed contacts. */
  contactsCommitted: { feed: FeedAppend }
  /** The feed shows that some process, perhaps this one, has changed a call. */
  callChanged: { view: CallView }
  /** The feed shows that some process, perhaps this one, has changed an agent. */
  agentChanged: { view: AgentView }
  consoleOpened: { agentId: string }
  /** A console of the agent has echoed a beat after it had missed an echo: its machine or its network slept. */
  consoleAwoke: { agentId: string }
  /** A console that rings has echoed a beat, as it does all the time. */
  consoleEchoed: { agentId: string }
  /** A console did not read its stream fast enough, and the stream was closed. */
  consoleDropped: { agentId: string }
  sessionRevoked: Revocation
  /** The feed could not be read for so long that sessions may have ended unseen. */
  revocationsUnknown: Record<string, never>
  /** The desk was read again. The feed may have lacked entries that came before. */
  deskReloaded: object
  /** Redis has lost the last changes of these calls. Each view is the last one that was shown here. */
  changesLost: { calls: readonly CallView[] }
  /** Redis has lost everything. This is what this process has shown last. */
  storeForgotten: ShownLast
}

type Listener<Name extends keyof CoordinatorEvents> = (event: CoordinatorEvents[Name]) => unknown

/** Hands each event of this process to its listeners: at once, in the order in which they were added. */
export class EventBus {
  #listeners: { [Name in keyof CoordinatorEvents]?: Listener<Name>[] } = {}

  constructor(private readonly log: Pick<Logger, 'error'>) {}

  on<Name extends keyof CoordinatorEvents>(name: Name, listener: Listener<Name>): void {
    const listeners: Listener<Name>[] = this.#listeners[name] ?? []
    this.#listeners = { ...this.#listeners, [name]: [...listeners, listener] }
  }

  /** Never throws. A listener that throws or rejects is logged, and the others hear the event all the same. */
  emit<Name extends keyof CoordinatorEvents>(name: Name, event: CoordinatorEvents[Name]): void {
    for (const listener of this.#listeners[name] ?? []) {
      try {
        const result = listener(event)
        if (result instanceof Promise) result.catch((error: unknown) => this.#failed(name, error))
      } catch (error) {
        this.#failed(name, error)
      }
    }
  }

  #failed(event: keyof CoordinatorEvents, error: unknown) {
    this.log.error({ err: error, event }, 'A listener to an event failed')
  }
}
