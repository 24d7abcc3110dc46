import { IconPlayerPlay } from '@tabler/icons-react'
import { useSelector } from '@xstate/react'
import { askToNotify } from '../attention/ask-to-notify.ts'
import { useConsole } from '../desk/use-console.ts'
import { t } from '../language/text.ts'
import { Button } from '../look/button.tsx'
import type { Check } from './checks.ts'

/** What an agent can press about a check, if anything. */
export function CheckKey({ check: { name, state } }: { check: Check }) {
  const { watch, ringer, softphone, quietHours } = useConsole()
  const ringAllTheSame = () =>
    quietHours.trigger.changed({ part: { ringsUntil: watch.store.getSnapshot().context.quietUntil } })
  const mends = state === 'mend'
  const possible = useSelector(softphone, (snapshot) => snapshot.can({ type: 'TEST_LINE' }))
  const look = mends ? 'accent' : 'plain'
  if (name === 'microphone' && mends)
    return (
      <Button look={look} className="btn-small" onClick={() => void watch.askForMicrophone()}>
        {t('ready.askAgain')}
      </Button>
    )
  if (name === 'sound')
    return (
      <Button
        look={look}
        className="btn-small"
        icon={<IconPlayerPlay size={15} aria-hidden />}
        onClick={() => ringer.test()}
      >
        {mends ? t('ready.soundOn') : t('ready.ringOnce')}
      </Button>
    )
  if (name === 'notifications' && 'Notification' in window && Notification.permission === 'default')
    return (
      <Button className="btn-small" onClick={askToNotify}>
        {t('ready.allow')}
      </Button>
    )
  if (name === 'quiet' && mends)
    return (
      <Button look={look} className="btn-small" onClick={ringAllTheSame}>
        {t('ready.ringUntilThen')}
      </Button>
    )
  if (name === 'softphone' && mends)
    return (
      <Button
        look={look}
        className="btn-small"
        onClick={() => {
          softphone.send({ type: 'REGISTER' })
          softphone.send({ type: 'RETRY' })
        }}
      >
        {t('ready.tryLine')}
      </Button>
    )
  if (name === 'line')
    return (
      <Button
        className="btn-small"
        disabled={!possible}
        onClick={() => softphone.send({ type: 'TEST_LINE' })}
      >
        {t('ready.testLine')}
      </Button>
    )
  return null
}
