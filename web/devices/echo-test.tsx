import { IconRefresh } from '@tabler/icons-react'
import { useSelector } from '@xstate/react'
import { isOnLeg, softphoneStatus } from '../../machines/softphone/status.ts'
import { useConsole } from '../desk/use-console.ts'
import { t } from '../language/text.ts'
import { CheckKey } from '../ready/check-key.tsx'
import { useChecks } from '../ready/use-checks.ts'

/** A call to the carrier and back, with the microphone and the headset that are chosen. */
export function EchoTest() {
  const { softphone } = useConsole()
  const check = useChecks().find(({ name }) => name === 'line')
  const onLeg = useSelector(softphone, (snapshot) => isOnLeg(softphoneStatus(snapshot)))
  if (!check) return null
  return (
    <section className="card device" aria-labelledby="echo-test">
      <h2 id="echo-test">
        <IconRefresh size={18} aria-hidden /> {t('ready.echoTest')}
      </h2>
      <p className="soft">{t('devices.echoWords')}</p>
      <div className="row">
        <CheckKey check={check} />
        <span className={check.state === 'failed' ? 'bad' : 'soft'} role="status">
          {onLeg ? t('devices.notDuringCall') : check.found}
        </span>
      </div>
    </section>
  )
}
