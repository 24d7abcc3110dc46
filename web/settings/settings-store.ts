import { createStore } from '@xstate/store'
import { SettingsView, type SettingValue } from '../../coordinator/protocol/settings.ts'
import { requestApi } from '../api/request.ts'
import { retryingRead } from '../api/retrying-read.ts'
import { textOf } from './setting-values.ts'

interface SettingsState {
  /** Null until they are read. */
  readonly view: SettingsView | null
  /** What is typed and not saved, by setting. It is kept while the administrator looks at another page. */
  readonly typed: Readonly<Record<string, string>>
  /** Typed settings that somebody else has changed since. The administrator decides which value stays. */
  readonly contested: readonly string[]
}

export type SettingsStore = ReturnType<typeof createSettingsStore>

export function createSettingsStore() {
  const context: SettingsState = { view: null, typed: {}, contested: [] }
  return createStore({
    context,
    on: {
      viewReceived: (state, { view }: { view: SettingsView }) => withView(state, view),
      typed: (state, { name, text }: { name: string; text: string }) => {
        const isAsSaved = text === savedText(state.view, name)
        return isAsSaved ? without(state, [name]) : { ...state, typed: { ...state.typed, [name]: text } }
      },
      /** The administrator keeps what is typed, or takes what the other one saved. */
      kept: (state, { name }: { name: string }) => ({
        ...state,
        contested: state.contested.filter((it) => it !== name),
      }),
      dropped: (state, { names }: { names: readonly string[] }) => without(state, names),
      saved: (state, { view, names }: { view: SettingsView; names: readonly string[] }) =>
        withView(without(state, names), view),
    },
  })
}

/** What a field shows in which nothing is typed. */
export const savedText = (view: SettingsView | null, name: string): string =>
  textOf(view?.settings[name]?.value ?? null)

function without(state: SettingsState, names: readonly string[]): SettingsState {
  const typed = Object.entries(state.typed).filter(([name]) => !names.includes(name))
  return {
    ...state,
    typed: Object.fromEntries(typed),
    contested: state.contested.filter((name) => !names.includes(name)),
  }
}

function withView(state: SettingsState, view: SettingsView): SettingsState {
  const names = Object.keys(state.typed)
  const needless = names.filter(
    (name) => state.typed[name] === savedText(view, name) || view.settings[name]?.lockedBy !== null,
  )
  const changed = names.filter(
    (name) => state.view !== null && savedText(state.view, name) !== savedText(view, name),
  )
  const contested = [...new Set([...state.contested, ...changed])]
  return without({ ...state, view, contested }, needless)
}

/** @param values what is to be changed; null: the default again */
export const saveSettings = (values: Readonly<Record<string, SettingValue | null>>, rev: number) =>
  requestApi('/api/settings', SettingsView, {
    method: 'PUT',
    body: {
      settings: Object.fromEntries(Object.entries(values).map(([name, value]) => [name, { value }])),
    },
    ifMatch: `"${rev}"`,
  })

/** Start it whenever a feed begins, and whenever settings have changed. */
export function settingsReader(store: SettingsStore) {
  const known = () => store.getSnapshot().context.view
  const read = async () => {
    const before = known()
    return { before, view: await requestApi('/api/settings', SettingsView) }
  }
  return retryingRead('The settings', read, ({ before, view }) => {
    // Otherwise something was saved here since: the answer may be older.
    if (known() === before) store.trigger.viewReceived({ view })
  })
}
