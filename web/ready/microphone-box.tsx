import { useSelector } from '@xstate/react'
import { useConsole } from '../desk/use-console.ts'
import { inUse } from '../devices/device-store.ts'
import { MicrophoneBars } from '../devices/microphone-bars.tsx'
import { t } from '../language/text.ts'
import { hrefOf } from '../pages/page.ts'

/** The name of the microphone, and how loud it is now. */
export function MicrophoneBox() {
  const { watch, devices } = useConsole()
  const works = useSelector(watch.store, ({ context }) => context.facts.microphone === true)
  const name = useSelector(devices, ({ context }) => inUse(context, 'microphone').label)
  return (
    <section className="card ready-box" aria-labelledby="your-microphone">
      <h2 id="your-microphone">{t('ready.yourMicrophone')}</h2>
      <p>{works ? name || t('ready.allowed') : <span className="bad">{t('ready.notHeard')}</span>}</p>
      <MicrophoneBars />
      <p className="soft">{t('ready.speak')}</p>
      <a className="btn btn-plain btn-small" href={hrefOf('devices')}>
        {t('ready.chooseDevices')}
      </a>
    </section>
  )
}
