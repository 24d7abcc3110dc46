import { useSelector } from '@xstate/react'
import { useConsole } from '../desk/use-console.ts'
import { inUse } from '../devices/device-store.ts'
import { MicrophoneBars } from '../devices/microphone-bars.tsx'
import { hrefOf } from '../pages/page.ts'

/** The name of the microphone, and how loud it is now. */
export function MicrophoneBox() {
  const { watch, devices } = useConsole()
  const works = useSelector(watch.store, ({ context }) => context.facts.microphone === true)
  const name = useSelector(devices, ({ context }) => inUse(context, 'microphone').label)
  return (
    <section className="card ready-box" aria-labelledby="your-microphone">
      <h2 id="your-microphone">Your microphone</h2>
      <p>{works ? name || 'Allowed' : <span className="bad">Not heard</span>}</p>
      <MicrophoneBars />
      <p className="soft">
        Speak: the bars should rise to the middle. If they stay flat, look for a mute key on the headset.
      </p>
      <a className="btn btn-plain btn-small" href={hrefOf('devices')}>
        Choose devices
      </a>
    </section>
  )
}
