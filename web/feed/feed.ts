import { diagnostics } from '../diagnostics.ts'
import type { OfficeSettingsStore } from '../office/office-store.ts'
import { sessionStore } from '../session/session-store.ts'
import type { VoicemailStore } from '../voicemail/voicemail-store.ts'
import type { FactsSource } from './console-facts.ts'
import type { DeskStore } from './desk-store.ts'
import { FrameChanges } from './frame-changes.ts'
import type { News } from './news.ts'
import { browserTimers } from './silence-alarm.ts'
import { StreamFollower } from './stream-follower.ts'
import type { OpenLink } from './stream-link.ts'
import type { FeedEvent, HostMessage } from './stream-messages.ts'
import { createStreamStore, type StreamStore } from './stream-store.ts'

export interface FollowFeedDeps {
  /** Ways to the stream, the best first. */
  links: readonly OpenLink[]
  desk: DeskStore
  /** Calls back before the page draws its next frame. */
  nextFrame: (then: () => void) => void
  voicemails: VoicemailStore
  office: OfficeSettingsStore
  contactsNews: News
  /** What the echo of a beat tells the server of this page. */
  facts: FactsSource
  settingsNews: News
  /** Runs after each snapshot, for what a snapshot does not contain. */
  onSnapshot: () => void
  /** Called at the beginning of each stream with the protocol of the server. */
  onProtocol: (protocol: number) => void
  /** The agent has left, here or in another tab, or was locked out. */
  onSignedOut: () => void
}

export interface Feed {
  stream: StreamStore
  /** For a stream that another request has shown to be dead. */
  reopen: () => void
  close: () => void
}

/** Shows on the desk what the stream says, while the agent is signed in. The desk is live only when the stream has proven itself. */
export function followFeed(deps: FollowFeedDeps): Feed {
  const { desk, voicemails, office, contactsNews, settingsNews, links, facts } = deps
  const changes = new FrameChanges(desk, deps.nextFrame)
  const stream = createStreamStore()

  function hear(message: HostMessage) {
    switch (message.type) {
      case 'opened':
        stream.trigger.opened(message)
        // The agent may have signed in again in another tab.
        sessionStore.trigger.began()
        return deps.onProtocol(message.opening.protocol)
      case 'event':
        stream.trigger.heard({ at: Date.now() })
        return show(message.event)
      case 'skipped':
        return skipped(message)
      case 'status': {
        const { connection, heldBack, sessionOver } = message
        if (sessionOver) sessionStore.trigger.ended()
        const begins = connection === 'connecting' && desk.getSnapshot().context.known
        stream.trigger.heldBackChanged({ heldBack })
        return desk.trigger.connectionChanged({ connection: begins ? 'reconnecting' : connection })
      }
      case 'appointed':
        return stream.trigger.appointedChanged(message)
      case 'proven':
        return stream.trigger.proven(message)
      case 'signedOut':
        follower.close()
        return deps.onSignedOut()
    }
  }

  function show({ name, data }: FeedEvent) {
    switch (name) {
      case 'snapshot':
        changes.flush()
        desk.trigger.snapshotReceived({ snapshot: data })
        return deps.onSnapshot()
      case 'beat':
        return desk.trigger.timeTold(data)
      case 'call':
        return changes.add({ call: data })
      case 'agent':
        return changes.add({ agent: data })
      case 'voicemail':
        return voicemails.trigger.updateReceived({ update: data })
      case 'office':
        return office.trigger.officeReceived({ office: data })
      case 'groups':
        return desk.trigger.groupsReceived({ groups: data })
      case 'settings':
        return settingsNews.trigger.changed()
      // Names of live calls come with the calls.
      case 'contacts':
        return contactsNews.trigger.changed()
      case 'store':
        return desk.trigger.storeReachabilityChanged(data)
    }
  }

  const follower = new StreamFollower({
    links,
    timers: browserTimers,
    facts,
    onMessage: hear,
    onSilent: () => {
      if (desk.getSnapshot().context.connection === 'live')
        desk.trigger.connectionChanged({ connection: 'reconnecting' })
    },
  })
  return { stream, reopen: () => follower.reopen(), close: () => follower.close() }
}

/** A newer server may send what this page does not know. The stream goes on. */
function skipped({ name, why }: { name: string; why: string }) {
  diagnostics.skippedEvents += 1
  console.warn(`The feed sent an event, ${name}, that this page does not understand`, why)
}
