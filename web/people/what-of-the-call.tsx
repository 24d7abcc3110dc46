import { callerLabel } from '../calls/format.ts'
import { useDesk } from '../desk/use-console.ts'
import { t } from '../language/text.ts'

interface WhatOfTheCallProps {
  agentId: string
  /** Calls to numbers that the agent has dialled end too. */
  endsOutside?: boolean
}

/** What becomes of the caller somebody talks with now. */
export function WhatOfTheCall({ agentId, endsOutside }: WhatOfTheCallProps) {
  const call = useDesk(({ calls, confirmed }) =>
    calls.find((it) => it.callSid === confirmed.agents.get(agentId)?.callSid),
  )
  if (!call) return <p className="soft">{t('people.call.none')}</p>
  const caller = callerLabel(call)
  const ends = endsOutside && call.direction === 'outbound'
  return <p className="warn">{t(ends ? 'people.call.ends' : 'people.call.toLot', { caller })}</p>
}
