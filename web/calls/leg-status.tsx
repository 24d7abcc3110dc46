import { useSelector } from '@xstate/react'
import { useEffect, useState } from 'react'
import { type SoftphoneStatus, softphoneStatus } from '../../machines/softphone/status.ts'
import { useConsole } from '../desk/use-console.ts'
import { Button } from '../look/button.tsx'
import { Meter } from './meter.tsx'

/** The state of this browser's own leg: the meter while it works, words while it does not. */
export function LegStatus({ callSid }: { callSid: string }) {
  const { softphone } = useConsole()
  const status = useSelector(softphone, softphoneStatus)
  const { muted, trouble, wanted } = useSelector(softphone, (snapshot) => snapshot.context)
  const mine = wanted?.callSid === callSid
  const elsewhere = useLasting(mine && !wanted.join && (status === 'ready' || status === 'registering'))
  const words = mine ? wordsFor(status, trouble, elsewhere, wanted.join) : null
  if (words === null) return <Meter muted={muted || status !== 'onCall'} />
  return (
    <div className="leg-trouble" role="status">
      <span>{words}</span>
      {status === 'idle' ? (
        <Button className="btn-small" onClick={() => softphone.send({ type: 'REGISTER' })}>
          Connect
        </Button>
      ) : null}
      {status === 'joinFailed' || status === 'failed' ? (
        <Button className="btn-small" onClick={() => softphone.send({ type: 'RETRY' })}>
          Try again
        </Button>
      ) : null}
    </div>
  )
}

function wordsFor(status: SoftphoneStatus, trouble: string | null, elsewhere: boolean, join: boolean) {
  if (status === 'joinFailed' || status === 'failed') return trouble ?? 'You could not be connected.'
  if (status === 'reconnecting') return 'The network is unstable. Reconnecting you…'
  if (status === 'idle' && join) return 'This browser needs a click before it may use your microphone.'
  return elsewhere ? 'You are not connected here. Another tab may have this call.' : null
}

const LASTING_MS = 2_000

/** True once the condition has been true for a while: a leg that has just ended needs no words. */
function useLasting(condition: boolean): boolean {
  const [lasting, setLasting] = useState(false)
  useEffect(() => {
    setLasting(false)
    if (!condition) return
    const timer = setTimeout(() => setLasting(true), LASTING_MS)
    return () => clearTimeout(timer)
  }, [condition])
  return lasting
}
