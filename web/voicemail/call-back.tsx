import { IconPhoneOutgoing } from '@tabler/icons-react'
import type { Voicemail } from '../../machines/call/voicemail.ts'
import { callerLabel } from '../calls/format.ts'

/** Nothing for a caller whose number is withheld. */
export function CallBack({ voicemail }: { voicemail: Voicemail }) {
  if (voicemail.callerNumber === null) return null
  return (
    <a
      className="btn btn-plain btn-small"
      href={`tel:${voicemail.callerNumber}`}
      aria-label={`Call back ${callerLabel(voicemail)}`}
    >
      <IconPhoneOutgoing size={16} aria-hidden />
      Call back
    </a>
  )
}
