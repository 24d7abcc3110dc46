import { IconAlertTriangle } from '@tabler/icons-react'
import { useServerTime } from '../desk/server-time.ts'
import { useAnswersCalls, useConsole, useDesk } from '../desk/use-console.ts'
import { shortKey } from '../keys/key-words.ts'
import { useKeyOf } from '../keys/use-key.ts'
import { Rich } from '../language/rich.tsx'
import { alarmOf, noCallsRinging, whyNothingRings } from './where-it-is.ts'

interface WhereItRingsProps {
  /** How many callers ring here. */
  here: number
  /** How many callers wait that do not ring here. */
  elsewhere: number
}

/** An alarm while a caller rings nowhere; else, where nothing rings here, why. */
export function WhereItRings({ here, elsewhere }: WhereItRingsProps) {
  const { me, desk } = useConsole()
  const alarm = useServerTime((nowMs) => {
    const { calls, confirmed } = desk.getSnapshot().context
    return alarmOf(calls, confirmed.agents, me.agentId, nowMs)
  })
  const why = useDesk(({ confirmed }) => whyNothingRings(confirmed.agents.get(me.agentId), elsewhere))
  return (
    <>
      <div role="alert">
        {alarm === null ? null : (
          <p className="nobody-rings">
            <IconAlertTriangle size={18} aria-hidden />
            <span>{alarm}</span>
          </p>
        )}
      </div>
      {alarm === null && here === 0 ? (
        <p className="empty">
          {why} {why === noCallsRinging() ? <HowToAnswer /> : null}
        </p>
      ) : null}
    </>
  )
}

function HowToAnswer() {
  const answers = useAnswersCalls()
  const answer = useKeyOf('answer')
  if (!answers || answer === null) return null
  return (
    <span className="soft">
      <Rich of="calls.eachHasNumber" with={{ key: () => <kbd key="key">{shortKey(answer)}</kbd> }} />
    </span>
  )
}
