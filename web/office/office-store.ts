import { createStore } from '@xstate/store'
import { Office } from '../../coordinator/protocol/office/settings.ts'
import { requestApi } from '../api/request.ts'
import { retryingRead } from '../api/retrying-read.ts'
import type { EditedOffice } from './draft.ts'

interface OfficeState {
  /** Null until it is read. */
  readonly office: Office | null
  /** Changes that are not saved yet, kept while the agent looks at another page. */
  readonly edited: EditedOffice | null
}

export type OfficeSettingsStore = ReturnType<typeof createOfficeSettingsStore>

export function createOfficeSettingsStore() {
  const context: OfficeState = { office: null, edited: null }
  return createStore({
    context,
    on: {
      officeReceived: (state, { office }: { office: Office }) => ({ ...state, office }),
      draftChanged: (state, { edited }: { edited: EditedOffice | null }) => ({ ...state, edited }),
    },
  })
}

/** Start it whenever a feed begins: the office may have changed before. */
export function officeReader(store: OfficeSettingsStore) {
  const known = () => store.getSnapshot().context.office
  const read = async () => {
    const before = known()
    return { before, office: await requestApi('/api/office', Office) }
  }
  return retryingRead('The office', read, ({ before, office }) => {
    // Otherwise the feed was faster than the answer.
    if (known() === before) store.trigger.officeReceived({ office })
  })
}
