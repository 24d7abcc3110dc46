import type { NumberKind } from '../../coordinator/protocol/contacts.ts'
import { t } from '../language/text.ts'

/** The kind of a number: `work`, `mobile`. */
export const kindWord = (kind: NumberKind): string => t(`contacts.kind.${kind}`)
