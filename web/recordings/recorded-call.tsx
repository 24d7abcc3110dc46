import { IconArrowDownLeft, IconArrowUpRight } from '@tabler/icons-react'
import { memo } from 'react'
import type { CallView } from '../../coordinator/protocol/call-view.ts'
import { callerDetail } from '../calls/format.ts'
import { useNames } from '../desk/use-console.ts'
import { partyLabel } from '../history/call-row.tsx'
import { ENDING_WORDS, endingOf, whatHappened } from '../history/outcome-words.ts'
import { t } from '../language/text.ts'
import { RecordingsOfCall } from './recordings-of-call.tsx'

/** One call with its recordings. */
export const RecordedCall = memo(function RecordedCall({ call }: { call: CallView }) {
  const nameOf = useNames()
  const Icon = call.direction === 'outbound' ? IconArrowUpRight : IconArrowDownLeft
  const label = partyLabel(call, nameOf)
  return (
    <li className="recorded-call" data-recorded-call={call.callSid}>
      <span className="recorded-ending small soft">
        <Icon size={16} aria-hidden />
        {t(ENDING_WORDS[endingOf(call)])}
      </span>
      <div className="recorded-who">
        <div className="ellipsis">
          <b>
            <bdi>{label}</bdi>
          </b>
        </div>
        <div className="ellipsis small soft">{callerDetail(call)}</div>
      </div>
      <span className="ellipsis soft recorded-what">{whatHappened(call, nameOf)}</span>
      <RecordingsOfCall call={call} name={label} />
    </li>
  )
})
