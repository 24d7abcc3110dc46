import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import format from 'icu-minify/format'
import { expect, test } from 'vitest'
import { LANGUAGES } from '../../../coordinator/protocol/language.ts'
import { compiled, messagesOf } from '../../../web/language/build/catalogues.ts'
import { argumentsOf, typesOf } from '../../../web/language/build/types.ts'
import { languageOf } from '../../../web/language/language-of.ts'
import { dateTimeFormat, localeFor, numberFormat, pluralRules } from '../../../web/language/locale.ts'
import { literalTexts } from '../../setup/language/literal-texts.ts'
import { pseudo } from '../../setup/language/pseudo.ts'
import { keysIn, loadedWith, sources, WEB } from '../../setup/language/sources.ts'
import { topLevelTexts } from '../../setup/language/top-level-texts.ts'

const english = messagesOf('en')
const keys = Object.keys(english)
const all = sources()
const code = all.filter(({ file }) => !file.endsWith('.html'))

/** Names, and what is read by programs. */
const NO_TEXTS: Readonly<Record<string, RegExp>> = {
  'account/browser-name.ts': /./,
  'api/request.ts': /^(Refused|Unreachable)$/,
  'attention/badges.ts': /sans-serif/,
  'desk/keep-focus.ts': /tabindex/,
  'desk/page-use.ts': /textarea/,
  'keys/arrows.ts': /button|input|section/,
  'keys/choose-key.tsx': /^(Tab|Enter)$/,
  'keys/key-dialogs.tsx': /^very$/,
  'keys/key-name.ts': /^(Ctrl\+|Shift\+|Num )/,
  'keys/keymap.ts': /^Ctrl\+Shift\+/,
  'keys/listen.ts': /^(input:not|Shift|Control|Alt|Meta)/,
  'keys/sheet.tsx': /^(ringing|myCall|lot|calling|desk)$/,
  'keys/table.ts': /^(Num .|(Ctrl\+|Shift\+).*)$/,
  'look/logo.tsx': /^Switchyard$/,
  'look/theme.ts': /sans-serif/,
  'palette/choices.ts': /^take back \{\}$/,
  'palette/find-choices.ts': /^find (history|contacts) \{\}$/,
  'palette/lot-choices.ts': /^park for \{\}$/,
  // The sign of a place to park.
  'parking/slot.tsx': /^P$/,
  'ready/browser-name.ts': /./,
  'ready/page-store.ts': /Error$/,
  'ready/watch-page.ts': /Error$/,
  'service-worker/offline-page.ts': /^(text\/html|default-src)/,
  'wallboard/follow-board.ts': /^Bearer \{\}$/,
  'wallboard/screen-board.tsx': /^Switchyard$/,
  'wallboard/wallboard-page.tsx': /^Switchyard$/,
}

test.each(LANGUAGES)('%s has every text, with the same arguments', (language) => {
  const messages = messagesOf(language)
  expect(Object.keys(messages)).toEqual(keys)
  // Another language may need no form of its own where English has one.
  const named = (message = '') => [...argumentsOf(message)].filter(([, kind]) => kind !== 'string')
  for (const key of keys) expect(named(messages[key]), key).toEqual(named(english[key]))
  expect(keys).toEqual(keys.toSorted())
})

test.each([...LANGUAGES.map(messagesOf), pseudo(english)])('every message can be shown: %#', (messages) => {
  const texts = compiled(messages)
  for (const [key, message] of Object.entries(messages)) {
    const values = Object.fromEntries(
      [...argumentsOf(message)].map(([name, kind]) => [
        name,
        kind === 'Tag' ? (chunks: unknown[]) => chunks.join('') : kind === 'number' ? 2 : `~${name}~`,
      ]),
    )
    const shown = [
      format<unknown>(texts[key] ?? '', 'de', values, {
        formatters: {
          getDateTimeFormat: dateTimeFormat,
          getNumberFormat: numberFormat,
          getPluralRules: pluralRules,
        },
      }),
    ]
      .flat()
      .join('')
    expect(shown, key).not.toBe('')
    expect(shown, key).not.toMatch(/[{}]|undefined/)
  }
})

test('the compiler knows the keys and arguments of the catalogue', () => {
  expect(readFileSync(join(WEB, 'language/texts.ts'), 'utf8')).toBe(typesOf(english))
})

test('the console uses every text', () => {
  const used = new Set(all.flatMap((source) => keysIn(source, keys)))
  expect(keys.filter((key) => !used.has(key))).toEqual([])
})

test('before the desk is there, the console uses only texts that come first', () => {
  const first = loadedWith('main.tsx', all)
  expect(first.length).toBeGreaterThan(10)
  const used = first.flatMap((source) => keysIn(source, keys))
  expect(used.length).toBeGreaterThan(10)
  expect(used.filter((key) => !key.startsWith('start.'))).toEqual([])
})

test('no text is outside of the catalogue', () => {
  const outside = code.flatMap(({ file, text }) =>
    literalTexts(file, text)
      .filter((it) => !NO_TEXTS[file]?.test(it.text.trim()))
      .map((it) => `${file}: ${it.text.trim()}`),
  )
  expect(outside).toEqual([])
})

test('a text in a page that is no script has nothing to escape', () => {
  const plain = LANGUAGES.flatMap((language) => Object.entries(messagesOf(language)))
    .filter(([key]) => /^(html|offline)\./.test(key))
    .filter(([, message]) => /[<>&'"{}]/.test(message))
  expect(plain).toEqual([])
})

test('no text is asked for while a module loads, because the language comes later', () => {
  expect(code.flatMap(({ file, text }) => topLevelTexts(file, text).map((it) => `${file}: ${it}`))).toEqual(
    [],
  )
})

test.each([
  ['<p>Hello there</p>', 'Hello there'],
  ["<p>{busy ? 'yes' : null}</p>", 'yes'],
  ['<input aria-label="name" />', 'name'],
  ['<input aria-label={`name of $' + '{who}`} />', 'name of {}'],
  ["const detail = 'The server did not answer.'", 'The server did not answer.'],
])('a text in the source is found: %s', (source, text) => {
  expect(literalTexts('x.tsx', source).map((it) => it.text)).toEqual([text])
})

test.each([
  ['<p className="card soft">{t(\'a.b\')}</p>'],
  ["import 'Some words.css'"],
  ["if (key === 'Escape') go()"],
  ["console.warn('It was not kept', error)"],
  ["type Tone = 'Loud and clear'"],
])('what is no text is left alone: %s', (source) => {
  expect(literalTexts('x.tsx', source)).toEqual([])
})

test('the language is chosen by the person, else by the browser, else it is English', () => {
  expect(languageOf('auto', ['fr-FR', 'de-AT', 'en'])).toBe('de')
  expect(languageOf('auto', ['fr'])).toBe('en')
  expect(languageOf('en', ['de'])).toBe('en')
  expect(localeFor('de', ['en-US', 'de-CH'])).toBe('de-CH')
  expect(localeFor('de', ['en-US'])).toBe('de')
})

test('English with accents is a third longer and keeps its arguments', () => {
  const { a = '' } = pseudo({ a: 'Park {name} in {count, plural, one {one slot} other {# slots}}' })
  expect(a).toMatch(/^⟦Pářk/)
  expect(a.length).toBeGreaterThan(60)
  expect([...argumentsOf(a)]).toEqual([
    ['count', 'number'],
    ['name', 'Value'],
  ])
})
