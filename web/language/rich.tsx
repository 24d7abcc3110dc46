import { createElement, Fragment, type ReactNode } from 'react'
import { pieces, type RichKey } from './text.ts'
import type { RichTexts } from './texts.ts'

interface RichProps<Key extends RichKey> {
  of: Key
  with: RichTexts[Key]
}

/** A text of the catalogue with elements in it, such as `<b>`. */
export const Rich = <Key extends RichKey>({ of, with: values }: RichProps<Key>): ReactNode =>
  createElement(Fragment, null, ...pieces<ReactNode>(of, { ...values }))
