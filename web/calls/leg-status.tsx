import { useSelector } from '@xstate/react'
import { useEffect, useState } from 'react'
import { type SoftphoneStatus, softphoneStatus } from '../../machines/softphone/status.ts'
import { useConsole } from '../desk/use-console.ts'
import { t } from '../language/text.ts'
import { Button } from '../look/button.tsx'
import { lineWords } from './line-words.ts'
import { LiveQuality } from './live-quality.tsx'
import { Meter } from './meter.tsx'

/**
 * The state of this browser's own leg: meter and quality while it works, words while it does not. What it says changes,
 * its height does not.
 */
export function LegStatus({ callSid }: { callSid: string }) {
  const leg = useLeg(callSid)
  const { status, context, words, mine } = leg
  const troubled = words !== null || (mine && lineWords(context).length > 0)
  return (
    <div className="leg-status">
      {words === null ? (
        <Meter muted={context.muted || context.microphoneGone || status !== 'onCall'} />
      ) : null}
      {mine && !troubled ? <LiveQuality /> : null}
      <Trouble {...leg} />
    </div>
  )
}

/** What is wrong with this browser's own leg; nothing while it works. */
export function LegTrouble({ callSid }: { callSid: string }) {
  return <Trouble {...useLeg(callSid)} />
}

function useLeg(callSid: string) {
  const { softphone } = useConsole()
  const status = useSelector(softphone, softphoneStatus)
  const context = useSelector(softphone, (snapshot) => snapshot.context)
  const { trouble, wanted } = context
  const mine = wanted?.callSid === callSid
  const elsewhere = useLasting(mine && !wanted.join && NO_LEG.includes(status))
  return { status, context, mine, words: mine ? wordsFor(status, trouble, elsewhere, wanted.join) : null }
}

function Trouble({ status, context, mine, words }: ReturnType<typeof useLeg>) {
  const { softphone } = useConsole()
  if (words === null)
    return mine ? (
      <LineWords words={lineWords(context)} alarm={context.microphoneGone || context.outputGone} />
    ) : null
  return (
    <div className="leg-trouble" role="alert">
      <span>{words}</span>
      {status === 'idle' && context.wanted?.join ? (
        <Button className="btn-small" onClick={() => softphone.send({ type: 'REGISTER' })}>
          {t('button.connect')}
        </Button>
      ) : null}
      {status === 'joinFailed' || status === 'failed' ? (
        <Button className="btn-small" onClick={() => softphone.send({ type: 'RETRY' })}>
          {t('start.tryAgain')}
        </Button>
      ) : null}
    </div>
  )
}

/** What is wrong with the sound while the leg stands. */
function LineWords({ words, alarm }: { words: readonly string[]; alarm: boolean }) {
  if (words.length === 0) return null
  return (
    <div className={alarm ? 'leg-trouble' : 'leg-warning'} role={alarm ? 'alert' : 'status'}>
      <span title={words.join(' ')}>{words.join(' ')}</span>
    </div>
  )
}

function wordsFor(status: SoftphoneStatus, trouble: string | null, elsewhere: boolean, join: boolean) {
  if (status === 'joinFailed' || status === 'failed') return trouble ?? t('calls.couldNotConnect')
  if (status === 'reconnecting') return t('calls.lostReconnecting')
  if (status === 'idle' && join) return t('calls.needsClick')
  return elsewhere ? t('calls.soundInOtherTab') : null
}

/** The softphone has no leg, and no trouble. */
const NO_LEG: readonly SoftphoneStatus[] = ['idle', 'ready', 'registering']

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
