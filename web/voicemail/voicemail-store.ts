import { createStore } from '@xstate/store'
import { z } from 'zod'
import type { VoicemailUpdate } from '../../coordinator/protocol/feed.ts'
import type { Voicemail } from '../../coordinator/protocol/voicemail.ts'
import { fetchVoicemails, PAGE_SIZE } from './voicemails.ts'

interface VoicemailState {
  /** How many messages nobody has heard, in the whole office. */
  readonly unheard: number
  /** Newest first; null until somebody looks. */
  readonly list: readonly Voicemail[] | null
  /** Whether there may be older ones than these. */
  readonly more: boolean
  readonly failed: boolean
  /** Pages that were requested and are not there yet. */
  readonly reading: number
  /** What the feed said since the first of these requests: it may be newer than the page. */
  readonly updatesWhileReading: readonly VoicemailUpdate[]
}

export type VoicemailStore = ReturnType<typeof createVoicemailStore>

/** The feed tells the count. The messages are read when somebody looks at them; then the feed keeps them up to date. */
export function createVoicemailStore() {
  const context: VoicemailState = {
    unheard: 0,
    list: null,
    more: false,
    failed: false,
    reading: 0,
    updatesWhileReading: [],
  }
  return createStore({
    context,
    schemas: { emitted: { messageLeft: z.custom<{ voicemail: Voicemail }>() } },
    on: {
      /** A feed that says nothing of the voicemail means that there is no unheard message. */
      feedBegan: (state) => ({ ...state, unheard: 0 }),
      updateReceived: (state, { update }: { update: VoicemailUpdate }, { emit }) => {
        const { voicemail, unheard } = update
        if (voicemail?.heardBy === null) emit.messageLeft({ voicemail })
        const updatesWhileReading =
          state.reading > 0 ? [...state.updatesWhileReading, update] : state.updatesWhileReading
        return { ...state, unheard, list: state.list && withUpdate(state.list, update), updatesWhileReading }
      },
      /** The answer to this console's own request. */
      messageHeard: (state, { voicemail }: { voicemail: Voicemail }) => {
        const { callSid } = voicemail
        return { ...state, list: state.list && withUpdate(state.list, { callSid, voicemail }) }
      },
      pageRequested: (state) => ({ ...state, reading: state.reading + 1 }),
      pageRead: (state, { page, older }: { page: readonly Voicemail[]; older: boolean }) => ({
        ...withoutRequest(state),
        list: state.updatesWhileReading.reduce(withUpdate, [...((older && state.list) || []), ...page]),
        more: page.length === PAGE_SIZE,
        failed: false,
      }),
      pageFailed: (state) => ({ ...withoutRequest(state), failed: true }),
    },
  })
}

/** Reads the newest messages. Never rejects. */
export const loadVoicemails = (store: VoicemailStore): Promise<void> => readPage(store)

/** Reads the page after the last message. Never rejects. */
export const loadOlderVoicemails = (store: VoicemailStore): Promise<void> =>
  readPage(store, store.getSnapshot().context.list?.at(-1)?.at)

/** The feed begins anew: messages that are shown are read again. */
export function restartVoicemails(store: VoicemailStore) {
  store.trigger.feedBegan()
  if (store.getSnapshot().context.list !== null) void loadVoicemails(store)
}

async function readPage(store: VoicemailStore, before?: string) {
  store.trigger.pageRequested()
  try {
    const { voicemails } = await fetchVoicemails(before)
    store.trigger.pageRead({ page: voicemails, older: before !== undefined })
  } catch (error) {
    console.warn('The voicemail could not be read', error)
    store.trigger.pageFailed()
  }
}

function withoutRequest(state: VoicemailState): VoicemailState {
  const reading = state.reading - 1
  return { ...state, reading, updatesWhileReading: reading === 0 ? [] : state.updatesWhileReading }
}

function withUpdate(
  list: readonly Voicemail[],
  { callSid, voicemail }: Pick<VoicemailUpdate, 'callSid' | 'voicemail'>,
): readonly Voicemail[] {
  if (callSid === null) return list
  const others = list.filter((it) => it.callSid !== callSid)
  return voicemail === null ? others : [...others, voicemail].sort((a, b) => b.at.localeCompare(a.at))
}
