import { t } from '../language/text.ts'
import type { ActionId } from './table.ts'

/** What a key does: `Hold or resume`. */
export const actionWords = (id: ActionId): string => t(`keys.action.${id}`)

/** A key as keyboards of the language name it: `Ctrl+Shift+A`, `Strg+Umschalt+A`. */
export const keyLabel = (key: string): string =>
  key.replace('Ctrl', t('keys.ctrl')).replace('Shift', t('keys.shift')).replace('Num', t('keys.num'))
