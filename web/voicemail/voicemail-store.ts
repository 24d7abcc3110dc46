import type { VoicemailUpdate } from '../../coordinator/protocol/feed.ts'
import type { Voicemail } from '../../coordinator/protocol/voicemail.ts'
import { fetchVoicemails, PAGE } from './voicemails.ts'

export interface VoicemailState {
  /** How many messages nobody has heard, in the whole office. */
  readonly unheard: number
  /** Newest first; null until somebody looks. */
  readonly list: readonly Voicemail[] | null
  /** Whether there may be older ones than these. */
  readonly more: boolean
  readonly failed: boolean
}

/** The voicemail as this console knows it: the count by the feed alone, the messages once they are looked at. */
export class VoicemailStore {
  #state: VoicemailState = { unheard: 0, list: null, more: false, failed: false }
  /** What was heard of while a page was on its way, and may be newer than the page. */
  #meanwhile: VoicemailUpdate[] | null = null
  readonly #listeners = new Set<() => void>()

  /** @param onNew told of a message that has just been left */
  constructor(private readonly onNew: (voicemail: Voicemail) => void) {}

  readonly state = (): VoicemailState => this.#state

  readonly subscribe = (listener: () => void): (() => void) => {
    this.#listeners.add(listener)
    return () => this.#listeners.delete(listener)
  }

  /** The feed begins anew: whatever happened meanwhile, it says from here on. */
  snapshot() {
    this.#set({ unheard: 0 })
    if (this.#state.list !== null) void this.load()
  }

  news(news: VoicemailUpdate) {
    this.#meanwhile?.push(news)
    const { list } = this.#state
    this.#set({ unheard: news.unheard, list: list && withNews(list, news) })
    if (news.voicemail !== null && news.voicemail.heardBy === null) this.onNew(news.voicemail)
  }

  /** Never rejects. */
  load = (): Promise<void> => this.#read(undefined)

  /** Never rejects. */
  older = (): Promise<void> => this.#read(this.#state.list?.at(-1)?.at)

  /** An answer to this console's own request. */
  settle(voicemail: Voicemail) {
    const { list, unheard } = this.#state
    this.#set({ list: list && withNews(list, { callSid: voicemail.callSid, voicemail, unheard }) })
  }

  async #read(before: string | undefined) {
    const meanwhile: VoicemailUpdate[] = []
    this.#meanwhile = meanwhile
    try {
      const { voicemails } = await fetchVoicemails(before)
      const known = before === undefined ? [] : (this.#state.list ?? [])
      const list = meanwhile.reduce(withNews, [...known, ...voicemails])
      this.#set({ list, more: voicemails.length === PAGE, failed: false })
    } catch (error) {
      console.warn('The voicemail could not be read', error)
      this.#set({ failed: true })
    }
    if (this.#meanwhile === meanwhile) this.#meanwhile = null
  }

  #set(part: Partial<VoicemailState>) {
    this.#state = { ...this.#state, ...part }
    for (const listener of this.#listeners) listener()
  }
}

function withNews(list: readonly Voicemail[], { callSid, voicemail }: VoicemailUpdate): readonly Voicemail[] {
  if (callSid === null) return list
  const others = list.filter((it) => it.callSid !== callSid)
  return voicemail === null ? others : [...others, voicemail].sort((a, b) => b.at.localeCompare(a.at))
}
