import { expect, test } from 'vitest'
import type { SettingsView, SettingView } from '../../../coordinator/protocol/settings.ts'
import { valueIn } from '../../../web/settings/setting-values.ts'
import { createSettingsStore } from '../../../web/settings/settings-store.ts'

const seconds = (value: number): SettingView => ({
  value,
  default: 30,
  number: { least: 1, most: 100, unit: 'seconds' },
  options: null,
  lockedBy: null,
  lastChange: null,
})
const words = (value: string[] | null, standard: string[] | null): SettingView => ({
  ...seconds(0),
  value,
  default: standard,
  number: null,
  options: ['DE', 'US'],
})
const view = (rev: number, settings: Record<string, SettingView>): SettingsView => ({ rev, settings })

function opened() {
  const store = createSettingsStore()
  store.trigger.viewReceived({ view: view(1, { RING: seconds(30), JOIN: seconds(12) }) })
  store.trigger.typed({ name: 'RING', text: '45' })
  return store
}

test('what is typed stays when somebody else saves, and is contested only where they changed the same', () => {
  const store = opened()
  store.trigger.viewReceived({ view: view(2, { RING: seconds(30), JOIN: seconds(20) }) })
  expect(store.getSnapshot().context).toMatchObject({ typed: { RING: '45' }, contested: [] })
  store.trigger.viewReceived({ view: view(3, { RING: seconds(50), JOIN: seconds(20) }) })
  expect(store.getSnapshot().context).toMatchObject({ typed: { RING: '45' }, contested: ['RING'] })
  store.trigger.kept({ name: 'RING' })
  expect(store.getSnapshot().context).toMatchObject({ typed: { RING: '45' }, contested: [] })
})

test('what others have saved as it is typed here, or what is locked by now, is typed no more', () => {
  const same = opened()
  same.trigger.viewReceived({ view: view(2, { RING: seconds(45) }) })
  expect(same.getSnapshot().context).toMatchObject({ typed: {}, contested: [] })
  const locked = opened()
  locked.trigger.viewReceived({ view: view(2, { RING: { ...seconds(20), lockedBy: 'RING' } }) })
  expect(locked.getSnapshot().context).toMatchObject({ typed: {}, contested: [] })
})

test('a save takes away what it saved, and keeps what was typed since', () => {
  const store = opened()
  store.trigger.typed({ name: 'JOIN', text: '13' })
  store.trigger.saved({ view: view(2, { RING: seconds(45), JOIN: seconds(12) }), names: ['RING'] })
  expect(store.getSnapshot().context).toMatchObject({ typed: { JOIN: '13' }, contested: [] })
  // Typed back to what is saved.
  store.trigger.typed({ name: 'JOIN', text: '12' })
  expect(store.getSnapshot().context.typed).toEqual({})
})

test('a field stands for a value, for the default, or for nothing that is accepted', () => {
  expect(['45', ' 45 ', '30', '0', '101', '4.5', ''].map((text) => valueIn(text, seconds(30)))).toEqual([
    ...[45, 45, null],
    ...[undefined, undefined, undefined, undefined],
  ])
  expect(['de, US', 'de us', 'XX', ''].map((text) => valueIn(text, words(null, null)))).toEqual([
    ...[
      ['DE', 'US'],
      ['DE', 'US'],
    ],
    ...[undefined, null],
  ])
  expect(valueIn('', words(['DE'], ['US']))).toEqual([])
})
