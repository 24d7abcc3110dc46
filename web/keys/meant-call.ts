import type { CallView } from '../../coordinator/protocol/call-view.ts'
import type { DeskSections } from '../calls/desk-sections.ts'
import type { DeskStore } from '../feed/desk-store.ts'
import { t } from '../language/text.ts'

/** A key that comes this soon after its call has changed was meant for the call before. */
const CHANGED_WITHIN_MS = 300

export interface Meant {
  /** The call for which a key is. */
  call: CallView | null
  /** Just after that was another call: then the key is for none. */
  why?: string
}

/** @param meaningOf what the key would do with a call: a key that would do something else a moment ago is for none, too */
export function meantCall(
  desk: Pick<DeskStore, 'getSnapshot' | 'subscribe'>,
  select: (sections: DeskSections) => CallView | null,
  now: () => number = () => performance.now(),
  meaningOf: (call: CallView) => string = () => '',
): () => Meant {
  const selected = () => select(desk.getSnapshot().context.sections)
  const selectedNow = () => {
    const call = selected()
    return call && `${call.callSid} ${meaningOf(call)}`
  }
  let known = selectedNow()
  let changedAt = Number.NEGATIVE_INFINITY
  desk.subscribe(() => {
    const next = selectedNow()
    if (next === known) return
    if (known !== null) changedAt = now()
    known = next
  })
  return () => {
    if (now() - changedAt < CHANGED_WITHIN_MS) return { call: null, why: t('keys.why.justChanged') }
    return { call: selected() }
  }
}
