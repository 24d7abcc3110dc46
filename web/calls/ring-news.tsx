import { useRef } from 'react'
import { useNames, useSections } from '../desk/use-console.ts'
import type { RingingCall } from './desk-sections.ts'
import { callerLabel } from './format.ts'
import { returnReason } from './return-reason.ts'
import { whyItRings } from './ring-words.ts'

/**
 * Says each ring to a screen reader at once, on every page. It says a ring once, also when its card changes again. A dialog
 * may keep what is behind it from being heard, so an open dialog says the rings that come.
 */
export function RingNews({ inDialog = false }: { inDialog?: boolean }) {
  const ringing = useSections((it) => it.ringing)
  const nameOf = useNames()
  const said = useRef<ReadonlyMap<string, string | null> | null>(null)
  const { current: before } = said
  // What rang before the dialog opened has been said.
  const isSilent = () => (inDialog ? before === null : isDialogOpen())
  said.current = new Map(
    ringing.map((ring) => {
      const { callSid } = ring.call
      const words = before?.get(callSid)
      return [callSid, words === undefined ? (isSilent() ? null : wordsOf(ring, nameOf)) : words]
    }),
  )
  return (
    <div role="alert" aria-atomic="false" className={`visually-hidden ${inDialog ? 'dialog-news' : ''}`}>
      {[...said.current].map(([callSid, words]) => (words === null ? null : <p key={callSid}>{words}</p>))}
    </div>
  )
}

const isDialogOpen = () => document.querySelector('.dialog-news') !== null

function wordsOf(ring: RingingCall, nameOf: (who: string) => string): string {
  const { kind, call } = ring
  const why = kind === 'returned' ? returnReason([], call, nameOf) : whyItRings(ring, nameOf)
  return `${why}: ${callerLabel(call)}`
}
