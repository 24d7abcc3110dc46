import { expect, test } from 'vitest'
import { type KeyPress, letterOf } from '../../../web/desk/letter-of.ts'

const press = (key: string, code: string, more: Partial<KeyPress> = {}): KeyPress => ({
  key,
  code,
  ctrlKey: false,
  metaKey: false,
  altKey: false,
  repeat: false,
  isComposing: false,
  ...more,
})

test.each([
  ['a US keyboard', 'a', 'KeyA', 'a'],
  ['with Caps Lock', 'A', 'KeyA', 'a'],
  ['a French keyboard, by what the key shows', 'a', 'KeyQ', 'a'],
  ['a Dvorak keyboard, by what the key shows', 'h', 'KeyJ', 'h'],
  ['a Russian keyboard', 'ф', 'KeyA', 'a'],
  ['a Greek keyboard', 'α', 'KeyA', 'a'],
  ['a Hebrew keyboard', 'ש', 'KeyA', 'a'],
  ['an Arabic keyboard', 'ش', 'KeyA', 'a'],
  ['a Russian key at the place of a sign', 'х', 'BracketLeft', null],
  ['a Hebrew key that writes a sign', '/', 'KeyQ', null],
  ['a letter with an accent', 'é', 'Digit2', null],
  ['a dead key', 'Dead', 'BracketLeft', null],
  ['an input method that takes the key', 'Process', 'KeyA', null],
  ['a named key', 'Enter', 'Enter', null],
  ['a digit', '1', 'Digit1', null],
])('on %s the letter is found', (_, key, code, letter) => {
  expect(letterOf(press(key, code))).toBe(letter)
})

test('a press that is a command of the browser, a repetition or a part of a word is no letter', () => {
  for (const more of [
    { ctrlKey: true },
    { metaKey: true },
    { altKey: true },
    { repeat: true },
    { isComposing: true },
  ])
    expect(letterOf(press('a', 'KeyA', more))).toBeNull()
})
