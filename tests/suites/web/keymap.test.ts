import fc from 'fast-check'
import { expect, test } from 'vitest'
import {
  actionOf,
  KEYMAP,
  type Keymap,
  keysOf,
  lostKeys,
  otherWith,
  readKeymap,
  rowKeys,
  rowOf,
  whyNotKey,
  withDefault,
  withKey,
} from '../../../web/keys/keymap.ts'
import { ACTION_IDS, type ActionId, defaultKeys, PROFILES } from '../../../web/keys/table.ts'

const KEYS = ['A', 'K', 'P', 'T', 'Shift+K', 'X', 'F8', 'Num +', 'Ctrl+Shift+A', 'Ctrl+Shift+J', '?']

test('in each profile no key has two meanings, none belongs to the browser, and none is a digit', () => {
  for (const profile of PROFILES) {
    const all = ACTION_IDS.flatMap((id) => defaultKeys(id, profile))
    expect(new Set(all).size, profile).toBe(all.length)
    expect(all.filter((key) => whyNotKey(key) !== null)).toEqual([])
    for (const id of ACTION_IDS)
      for (const key of defaultKeys(id, profile)) expect(actionOf({ ...KEYMAP, profile }, key)).toBe(id)
  }
})

test('in the profile Ctrl+Shift no key writes text', () => {
  const all = ACTION_IDS.flatMap((id) => defaultKeys(id, 'ctrlShift'))
  expect(all.filter((key) => !/^(Ctrl\+|F\d|Shift\+F\d)/.test(key))).toEqual([])
})

test('however a person changes keys, no key has two meanings, and what was chosen last holds', () => {
  const change = fc.oneof(
    fc.record({
      kind: fc.constant('key' as const),
      id: fc.constantFrom(...ACTION_IDS),
      key: fc.option(fc.constantFrom(...KEYS)),
    }),
    fc.record({ kind: fc.constant('default' as const), id: fc.constantFrom(...ACTION_IDS) }),
    fc.record({ kind: fc.constant('profile' as const), profile: fc.constantFrom(...PROFILES) }),
  )
  fc.assert(
    fc.property(fc.array(change, { maxLength: 12 }), (changes) => {
      let keymap: Keymap = KEYMAP
      for (const it of changes) {
        if (it.kind === 'profile') keymap = { ...keymap, profile: it.profile }
        else if (it.kind === 'default') {
          keymap = withDefault(keymap, it.id)
          expect(keysOf(keymap, it.id)).toEqual(defaultKeys(it.id, keymap.profile))
        } else {
          keymap = withKey(keymap, it.id, it.key)
          expect(keysOf(keymap, it.id)).toEqual(it.key === null ? [] : [it.key])
          if (it.key !== null) expect(actionOf(keymap, it.key)).toBe(it.id)
        }
        const all = ACTION_IDS.flatMap((id) => keysOf(keymap, id))
        expect(new Set(all).size).toBe(all.length)
        // What the browser remembers is read back as it was.
        expect(readKeymap(JSON.stringify(keymap))).toEqual(keymap)
      }
    }),
  )
})

test('a key that a person gives to another action is shown as lost where it was', () => {
  const keymap = withKey(KEYMAP, 'transfer', 'K')
  expect(otherWith(KEYMAP, 'transfer', 'K')).toBe('park')
  expect(keysOf(keymap, 'park')).toEqual([])
  expect(lostKeys(keymap, 'park')).toEqual([{ key: 'K', to: 'transfer' }])
  expect(actionOf(keymap, 'T')).toBeNull()
})

test('letters, digits and signs can be turned off; keys with Ctrl and F keys stay', () => {
  const off = { ...KEYMAP, single: false }
  expect(['A', '?', 'Shift+K', 'Num +'].map((key) => actionOf(off, key))).toEqual([null, null, null, null])
  expect(rowOf(off, '3')).toBeNull()
  expect(actionOf(off, 'Ctrl+K')).toBe('palette')
  expect(actionOf(off, 'F1')).toBe('sheet')
})

test('digits answer ringing rows, with Ctrl and Shift in the profile of that name', () => {
  expect(['1', '9', 'Num 4', '0', 'A'].map((key) => rowOf(KEYMAP, key))).toEqual([1, 9, 4, null, null])
  const ctrl = { ...KEYMAP, profile: 'ctrlShift' } as const
  expect(['1', 'Ctrl+Shift+4', 'Ctrl+Shift+0'].map((key) => rowOf(ctrl, key))).toEqual([null, 4, null])
  expect(rowKeys(ctrl)).toContain('Ctrl+Shift')
})

test('a person cannot choose a key that digits or the browser need', () => {
  for (const key of ['5', 'Num 5', 'Ctrl+Shift+5', 'Ctrl+T', 'Ctrl+Shift+W', 'Ctrl+C'])
    expect(whyNotKey(key), key).not.toBeNull()
  for (const key of ['X', 'Shift+5', 'F8', 'Ctrl+Shift+X', 'Num +', '0'])
    expect(whyNotKey(key), key).toBeNull()
})

test('what is stored and cannot be read is no keymap, and an unknown action is left out', () => {
  expect(readKeymap(null)).toBeNull()
  expect(readKeymap('{')).toBeNull()
  expect(readKeymap('[]')).toBeNull()
  const own = { park: ['X'], fly: ['Y'] } as Record<string, string[]>
  expect(readKeymap(JSON.stringify({ profile: 'organ', single: 1, own }))).toEqual({
    profile: 'letters',
    single: true,
    own: { park: ['X'] } satisfies Partial<Record<ActionId, string[]>>,
  })
})
