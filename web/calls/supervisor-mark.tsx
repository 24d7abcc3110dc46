import { IconEar } from '@tabler/icons-react'
import type { CallView } from '../../coordinator/protocol/call-view.ts'
import { useConsole, useNames } from '../desk/use-console.ts'
import { supervisionWords } from './supervision-words.ts'

/** Says to the agents on a call that a supervisor is there. It takes no line of its own. */
export function SupervisorMark({ call }: { call: CallView }) {
  const { me } = useConsole()
  const words = supervisionWords(call, me.agentId, useNames())
  return (
    <span role="status" className="supervisor-mark" title={words ?? undefined}>
      {words === null ? null : (
        <>
          <IconEar size={14} aria-hidden /> {words}
        </>
      )}
    </span>
  )
}
