import '../../setup/language/english.ts'
import { expect, onTestFinished, test } from 'vitest'
import { wordsOf } from '../../../coordinator/protocol/call-search.ts'
import { DESK_WORDS } from '../../../web/help/desk-words.ts'
import { ACTION_IDS } from '../../../web/keys/table.ts'
import { compiled, messagesOf } from '../../../web/language/build/catalogues.ts'
import { addTexts, t } from '../../../web/language/text.ts'
import { costOf, readQuery } from '../../../web/palette/query.ts'

test.each([
  ['call Ada Brown', 'call', 'Ada Brown'],
  ['dial 217 555 0148', 'call', '217 555 0148'],
  ['transfer to ben', 'transfer', 'ben'],
  ['Ask Ben', 'ask', 'Ben'],
  ['find miller', 'find', 'miller'],
  ['search for miller', 'find', 'miller'],
  ['miller', null, 'miller'],
  ['call', null, 'call'],
  ['call ', 'call', ''],
  ['transfer to ', 'transfer', ''],
  ['  ', null, ''],
])('of “%s” it knows what is wanted', (text, verb, rest) => {
  expect(readQuery(text)).toEqual({ text, verb, rest })
})

test.each([
  ['Anrufen Ada Brown', 'call', 'Ada Brown'],
  ['030 901820 anrufen', 'call', '030 901820'],
  ['weiterleiten an ben', 'transfer', 'ben'],
  ['an ben weiterleiten', 'transfer', 'ben'],
  ['Rückfrage bei Ben', 'ask', 'Ben'],
  ['suche Müller', 'find', 'Müller'],
  ['transfer to ben', null, 'transfer to ben'],
])('in German, of “%s” it knows what is wanted', (text, verb, rest) => {
  addTexts(compiled(messagesOf('de')))
  onTestFinished(() => addTexts(compiled(messagesOf('en'))))
  expect(readQuery(text)).toEqual({ text, verb, rest })
})

test('each typed word begins a word, without regard to accents and case; words that come earlier fit better', () => {
  const words = wordsOf('Transfer to Zoë Blake')
  expect(costOf(wordsOf('zoe trans'), words)).not.toBeNull()
  expect(costOf(wordsOf('oe'), words)).toBeNull()
  expect(costOf(wordsOf('trans'), words)).toBeLessThan(costOf(wordsOf('blake'), words) ?? 0)
  expect(costOf(wordsOf('park 5'), wordsOf('Park in slot 15'))).toBeNull()
})

test('the words of the desk are in their order, each once, with keys that exist', () => {
  const words = DESK_WORDS.map(({ name }) => t(`deskWord.${name}.word`))
  expect(words).toEqual([...new Set(words)].sort((a, b) => a.localeCompare(b, 'en')))
  const actions: readonly string[] = ACTION_IDS
  for (const { action } of DESK_WORDS) if (action) expect(actions).toContain(action)
})
