import type { FactsSource } from './console-facts.ts'
import { SilenceAlarm, type StreamTimers } from './silence-alarm.ts'
import type { OpenLink, StreamLink } from './stream-link.ts'
import type { HostMessage } from './stream-messages.ts'

/** A host answers a tab that joins within so long. A worker must be loaded first. */
const ANSWERS_WITHIN_MS = 5_000
/** A host notices after 25 s that its stream is silent, and says so. One that says nothing for longer is dead itself. */
const SILENT_FOR_MS = 28_000

export interface FollowStreamDeps {
  /** Ways to a host, the best first. The last one never fails. */
  links: readonly OpenLink[]
  timers: StreamTimers
  facts: FactsSource
  onMessage: (message: HostMessage) => void
  /** Nothing has come for too long. The tab starts over. */
  onSilent: () => void
}

/** A tab's end of the stream. It answers each beat with its facts. When its host is silent, it finds another one. */
export class StreamFollower {
  #link: StreamLink | null = null
  #way = 0
  #answered = false
  /** The facts that the host knows, as JSON. */
  #told = ''
  readonly #silence: SilenceAlarm
  readonly #stopFacts: () => void

  constructor(private readonly deps: FollowStreamDeps) {
    this.#silence = new SilenceAlarm(deps.timers, () => this.#silent())
    this.#stopFacts = deps.facts.subscribe(() => {
      if (this.#told !== JSON.stringify(deps.facts.get())) this.#tell('facts')
    })
    this.#open()
  }

  /** A request has failed: the stream may be dead. */
  reopen() {
    this.#link?.post({ type: 'reopen' })
  }

  close() {
    this.#stopFacts()
    this.#leave()
  }

  #open() {
    const { links } = this.deps
    const openLink = links[Math.min(this.#way, links.length - 1)]
    if (!openLink) throw new Error('There is no way to a stream')
    const link = this.#linkBy(openLink)
    if (!link) return this.#goOn()
    this.#link = link
    this.#join()
  }

  /** Null when the browser refuses it. A link that was left has nothing to say any more. */
  #linkBy(openLink: OpenLink): StreamLink | null {
    const isCurrent = () => link !== null && link === this.#link
    let link: StreamLink | null = null
    try {
      link = openLink({
        onMessage: (message) => {
          if (isCurrent()) this.#hear(message)
        },
        onHost: () => {
          if (isCurrent()) this.#join()
        },
        onFailed: () => {
          if (isCurrent()) this.#goOn()
        },
      })
    } catch {
      return null
    }
    return link
  }

  #join() {
    this.#answered = false
    this.#silence.expect(ANSWERS_WITHIN_MS)
    this.#tell('join')
  }

  #tell(type: 'join' | 'facts') {
    const facts = this.deps.facts.get()
    this.#told = JSON.stringify(facts)
    this.#link?.post({ type, facts })
  }

  #hear(message: HostMessage) {
    if (this.#answered) this.#silence.heard()
    else {
      this.#answered = true
      this.#silence.expect(SILENT_FOR_MS)
    }
    if (message.type === 'event' && message.event.name === 'beat') this.#tell('facts')
    this.deps.onMessage(message)
  }

  #silent() {
    this.deps.onSilent()
    if (this.#answered) this.#join()
    else this.#goOn()
  }

  /** Leaves a host that does not answer. */
  #goOn() {
    this.#leave()
    this.#way += 1
    this.#open()
  }

  #leave() {
    this.#silence.rest()
    const link = this.#link
    this.#link = null
    link?.close()
  }
}
