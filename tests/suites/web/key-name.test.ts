import { expect, test } from 'vitest'
import { digitOf, type KeyPress, keyName, worksWhileTyping } from '../../../web/keys/key-name.ts'

const press = (key: string, code: string, more: Partial<KeyPress> = {}): KeyPress => ({
  key,
  code,
  ctrlKey: false,
  metaKey: false,
  altKey: false,
  shiftKey: false,
  repeat: false,
  isComposing: false,
  ...more,
})

test.each([
  ['a US keyboard', 'a', 'KeyA', 'A'],
  ['with Caps Lock', 'A', 'KeyA', 'A'],
  ['a French keyboard, by what the key shows', 'a', 'KeyQ', 'A'],
  ['a Dvorak keyboard, by what the key shows', 'h', 'KeyJ', 'H'],
  ['a Russian keyboard', 'ф', 'KeyA', 'A'],
  ['a Greek keyboard', 'α', 'KeyA', 'A'],
  ['a Hebrew keyboard', 'ש', 'KeyA', 'A'],
  ['an Arabic keyboard', 'ش', 'KeyA', 'A'],
  ['a Russian key at the place of a sign', 'х', 'BracketLeft', null],
  ['a Hebrew key that writes a sign', '/', 'KeyQ', '/'],
  ['an Arabic key at the place of a slash', 'ظ', 'Slash', '/'],
  ['a dead key', 'Dead', 'BracketLeft', null],
  ['an input method that takes the key', 'Process', 'KeyA', null],
  ['a named key', 'Enter', 'Enter', null],
  ['the Enter key of the number pad', 'Enter', 'NumpadEnter', null],
  ['a digit', '1', 'Digit1', '1'],
  ['a French digit without Shift', '&', 'Digit1', '1'],
  ['a French digit that writes an accent', 'é', 'Digit2', '2'],
  ['an Arabic digit', '٣', 'Digit3', '3'],
  ['a digit of the number pad', '4', 'Numpad4', 'Num 4'],
  ['the number pad without Num Lock', 'ArrowLeft', 'Numpad4', null],
  ['a sign of the number pad', '+', 'NumpadAdd', 'Num +'],
  ['a German decimal comma of the number pad', ',', 'NumpadDecimal', 'Num .'],
  ['a function key', 'F6', 'F6', 'F6'],
  ['a sign', '#', 'Backslash', '#'],
])('on %s the key has its name', (_, key, code, name) => {
  expect(keyName(press(key, code))).toBe(name)
})

test.each([
  ['a letter with Shift', press('A', 'KeyA', { shiftKey: true }), 'Shift+A'],
  ['a sign that needs Shift', press('?', 'Slash', { shiftKey: true }), '?'],
  ['an Arabic question mark', press('؟', 'Slash', { shiftKey: true }), '?'],
  ['a US sign in the row of digits', press('!', 'Digit1', { shiftKey: true }), '!'],
  ['a French digit with Shift', press('1', 'Digit1', { shiftKey: true }), '1'],
  ['a function key with Shift', press('F6', 'F6', { shiftKey: true }), 'Shift+F6'],
  ['a letter with Ctrl', press('k', 'KeyK', { ctrlKey: true }), 'Ctrl+K'],
  ['a letter with the command key of a Mac', press('k', 'KeyK', { metaKey: true }), 'Ctrl+K'],
  ['a Russian letter with Ctrl', press('л', 'KeyK', { ctrlKey: true }), 'Ctrl+K'],
  ['Ctrl and Shift', press('A', 'KeyA', { ctrlKey: true, shiftKey: true }), 'Ctrl+Shift+A'],
  [
    'a digit with Ctrl and Shift, which writes a sign',
    press('!', 'Digit1', { ctrlKey: true, shiftKey: true }),
    'Ctrl+Shift+1',
  ],
  ['a sign that AltGr writes', press('@', 'KeyQ', { ctrlKey: true, altKey: true }), null],
  ['a repetition', press('a', 'KeyA', { repeat: true }), null],
  ['a part of a word that is being composed', press('a', 'KeyA', { isComposing: true }), null],
])('%s has its name', (_, pressed, name) => {
  expect(keyName(pressed)).toBe(name)
})

test('only keys that write no text work while somebody types', () => {
  expect(['A', 'Shift+A', '5', '?', 'Num +', 'Num 5'].filter(worksWhileTyping)).toEqual([])
  expect(['Ctrl+K', 'Ctrl+Shift+A', 'F1', 'Shift+F6'].every(worksWhileTyping)).toBe(true)
})

test('a digit is one with and without the number pad, and not with Ctrl', () => {
  expect(['7', 'Num 7', 'Ctrl+Shift+7', 'F7', 'A'].map(digitOf)).toEqual([7, 7, null, null, null])
})
