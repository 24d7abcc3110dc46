import { type MessageFormatElement, parse, TYPE } from '@formatjs/icu-messageformat-parser'
import type { Messages } from './catalogues.ts'

/** What a text is given: a number where its form follows from it, a `Tag` for an element. */
type Kind = 'Value' | 'number' | 'string' | 'Date | number' | 'Tag'

/** The arguments of a message, by name. */
export function argumentsOf(message: string): Map<string, Kind> {
  const found = new Map<string, Kind>()
  const add = (name: string, kind: Kind) => {
    if (found.get(name) === undefined || found.get(name) === 'Value') found.set(name, kind)
  }
  const visit = (nodes: readonly MessageFormatElement[]) => {
    for (const node of nodes) {
      if (node.type === TYPE.argument) add(node.value, 'Value')
      if (node.type === TYPE.number || node.type === TYPE.plural) add(node.value, 'number')
      if (node.type === TYPE.select) add(node.value, 'string')
      if (node.type === TYPE.date || node.type === TYPE.time) add(node.value, 'Date | number')
      if (node.type === TYPE.tag) {
        add(node.value, 'Tag')
        visit(node.children)
      }
      if (node.type === TYPE.select || node.type === TYPE.plural)
        for (const option of Object.values(node.options)) visit(option.value)
    }
  }
  visit(parse(message))
  return new Map([...found].sort(([one], [other]) => (one < other ? -1 : 1)))
}

/** The TypeScript from which the compiler knows keys and arguments. */
export function typesOf(messages: Messages): string {
  const all = Object.entries(messages).map(([key, message]) => ({ key, kinds: argumentsOf(message) }))
  const isRich = (kinds: ReadonlyMap<string, Kind>) => [...kinds.values()].includes('Tag')
  const lines = (rich: boolean) =>
    all
      .filter(({ kinds }) => isRich(kinds) === rich)
      .map(({ key, kinds }) => `  '${key}': ${typeOf(kinds)}\n`)
      .join('')
  return `${HEAD}export interface Texts {\n${lines(false)}}\n\nexport interface RichTexts {\n${lines(true)}}\n`
}

const typeOf = (kinds: ReadonlyMap<string, Kind>) =>
  kinds.size === 0 ? 'undefined' : `{ ${[...kinds].map(([name, kind]) => `${name}: ${kind}`).join('; ')} }`

const HEAD = `/** The texts of the catalogue, and what each is given. \`npm run language\` writes this file from en.json. */
import type { ReactNode } from 'react'

type Value = string | number
type Tag = (chunks: ReactNode[]) => ReactNode

`
