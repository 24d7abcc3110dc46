import { t } from '../language/text.ts'
import type { RingingCall } from './desk-sections.ts'
import { callerLabel } from './format.ts'

/** Why a call rings here that did not come back from the lot. */
export function whyItRings({ call, kind }: RingingCall, nameOf: (who: string) => string): string {
  if (kind === 'new') return call.direction === 'internal' ? t('calls.colleagueCalls') : t('calls.newCall')
  const from = nameOf(call.transfer?.from ?? '')
  return call.transfer?.kind === 'consult'
    ? t('calls.asksAbout', { name: from, caller: callerLabel(call) })
    : t('calls.forYouFrom', { name: from })
}
