import { readFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'

type Tokens = Readonly<Record<string, string>>

/** The colours of a style sheet: those of the light scheme, and what the dark one changes. */
function tokensIn(file: string): { light: Tokens; dark: Tokens } {
  const css = readFileSync(new URL(`../../../web/look/${file}`, import.meta.url), 'utf8')
  const blockOf = (selector: string) => css.split(`${selector} {`)[1]?.split('}')[0] ?? ''
  const colours = (block: string) =>
    Object.fromEntries(
      [...block.matchAll(/--([\w-]+): (#[0-9a-f]{3,6});/g)].map(([, name = '', colour = '']) => [
        name,
        colour,
      ]),
    )
  return {
    light: colours(blockOf(':root')),
    dark: colours(blockOf(':root[data-mantine-color-scheme="dark"]')),
  }
}

/** Source: WCAG 2.2, relative luminance and contrast ratio. */
function luminance(colour: string): number {
  const digits = colour.slice(1)
  const hex = digits.length === 3 ? [...digits].map((digit) => digit + digit).join('') : digits
  const [red = 0, green = 0, blue = 0] = [0, 2, 4].map((at) => {
    const share = Number.parseInt(hex.slice(at, at + 2), 16) / 255
    return share <= 0.04045 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4
  })
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue
}
const contrast = (one: string, other: string): number => {
  const [light = 0, dark = 0] = [luminance(one), luminance(other)].sort((a, b) => b - a)
  return (light + 0.05) / (dark + 0.05)
}

const normal = tokensIn('tokens.css')
const high = tokensIn('high-contrast.css')
const light = normal.light
const dark = { ...light, ...normal.dark }
const SCHEMES: [name: string, tokens: Tokens, text: number, line: number][] = [
  ['light', light, 4.5, 3],
  ['dark', dark, 4.5, 3],
  ['light with more contrast', { ...light, ...high.light }, 7, 4.5],
  ['dark with more contrast', { ...dark, ...high.light, ...high.dark }, 7, 4.5],
]

const STATES = ['ring', 'talk', 'park', 'move', 'end']
const TEXTS: [text: string, ground: string][] = [
  ...['ink', 'soft', 'faint', 'accent', ...STATES].flatMap((text): [string, string][] => [
    [text, 'bg'],
    [text, 'panel'],
  ]),
  ...STATES.map((state): [string, string] => [state, `${state}-bg`]),
  ...['ink', 'soft'].flatMap((text) => STATES.map((state): [string, string] => [text, `${state}-bg`])),
  ...['accent', ...STATES].map((ground): [string, string] => ['on-strong', ground]),
  ['on-strong', 'faint'],
  ['on-alarm', 'alarm'],
  ['off-ink', 'off-bg'],
]
const LINES = ['edge', 'focus', 'park-hand', ...STATES]

describe.each(SCHEMES)('in %s', (_, tokens, text, line) => {
  const of = (name: string) => tokens[name] ?? `there is no ${name}`

  test(`texts have a contrast of ${text} to 1`, () => {
    const weak = TEXTS.map(([one, other]) => [one, other, contrast(of(one), of(other))] as const).filter(
      ([, , ratio]) => !(ratio >= text),
    )
    expect(weak).toEqual([])
  })

  test(`lines and signs that mean something have ${line} to 1`, () => {
    const weak = LINES.flatMap((one) => [
      [one, contrast(of(one), of('panel'))] as const,
      [one, contrast(of(one), of('bg'))] as const,
    ]).filter(([, ratio]) => !(ratio >= line))
    expect(weak).toEqual([])
  })
})
