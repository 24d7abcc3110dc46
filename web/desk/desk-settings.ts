import { createStore } from '@xstate/store'
import { DeskSettings } from '../../coordinator/protocol/session.ts'
import { requestApi } from '../api/request.ts'
import { retryingRead } from '../api/retrying-read.ts'

export type DeskSettingsStore = ReturnType<typeof createDeskSettingsStore>

/** What is set for every desk. An administrator may change it while the desk is open. */
export const createDeskSettingsStore = ({ parkingSlots, waits, dialCountry, listeningShown }: DeskSettings) =>
  createStore({
    context: { parkingSlots, waits, dialCountry, listeningShown },
    on: { settingsReceived: (_, { settings }: { settings: DeskSettings }) => settings },
  })

export const deskSettingsReader = (store: DeskSettingsStore) =>
  retryingRead(
    'The settings of the desk',
    () => requestApi('/api/desk', DeskSettings),
    (settings) => store.trigger.settingsReceived({ settings }),
  )
