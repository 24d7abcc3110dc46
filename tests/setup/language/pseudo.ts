import { type MessageFormatElement, parse, TYPE } from '@formatjs/icu-messageformat-parser'
import { printAST } from '@formatjs/icu-messageformat-parser/printer.js'
import type { Messages } from '../../../web/language/build/catalogues.ts'

const PLAIN = 'aceginorsuyACEGINORSUY'
const ACCENTED = 'áçéğíñóřšúýÁÇÉĞÍÑÓŘŠÚÝ'

/**
 * A language that nobody speaks: English with accents, a third longer, in brackets. What is shown without accents is not in
 * the catalogue; a bracket that is missing was cut.
 */
export const pseudo = (messages: Messages): Messages =>
  Object.fromEntries(Object.entries(messages).map(([key, message]) => [key, pseudoMessage(message)]))

function pseudoMessage(message: string): string {
  const nodes = accented(parse(message))
  const padding = '~'.repeat(Math.ceil(lettersIn(nodes) / 3))
  return printAST([literal('⟦'), ...nodes, literal(`${padding}⟧`)])
}

const literal = (value: string): MessageFormatElement => ({ type: TYPE.literal, value })

const accented = (nodes: readonly MessageFormatElement[]): MessageFormatElement[] =>
  nodes.map((node) => {
    if (node.type === TYPE.literal) return { ...node, value: withAccents(node.value) }
    if (node.type === TYPE.tag) return { ...node, children: accented(node.children) }
    if (node.type !== TYPE.plural && node.type !== TYPE.select) return node
    const options = Object.fromEntries(
      Object.entries(node.options).map(([name, option]) => [
        name,
        { ...option, value: accented(option.value) },
      ]),
    )
    return { ...node, options }
  })

const withAccents = (text: string) =>
  [...text].map((letter) => ACCENTED[PLAIN.indexOf(letter)] ?? letter).join('')

const lettersIn = (nodes: readonly MessageFormatElement[]): number =>
  nodes.reduce((sum, node) => {
    if (node.type === TYPE.literal) return sum + node.value.length
    return node.type === TYPE.tag ? sum + lettersIn(node.children) : sum + 4
  }, 0)
