import '../../setup/language/english.ts'
import { expect, test } from 'vitest'
import { t } from '../../../web/language/text.ts'
import { nothingWords } from '../../../web/recordings/nothing-words.ts'

const recorded = { inbound: 'always', outbound: 'never' } as const
const shown = { isFiltered: false, isOwn: false, rules: recorded }

test.each([
  ['a filter finds none', { ...shown, isFiltered: true }, /^No recordings match\./],
  ['the last one was deleted', shown, /^There are no recordings now\./],
  [
    'an agent hears the own calls alone',
    { ...shown, isOwn: true },
    /^There are no recordings of your calls now\./,
  ],
  [
    'the office records nothing',
    { ...shown, rules: { ...recorded, inbound: 'never' as const } },
    /^Calls are not/,
  ],
])('when %s, the page says so, and claims nothing about before', (_, what, words) => {
  const text = t(nothingWords(what))
  expect(text).toMatch(words)
  expect(text).not.toContain('yet')
})
