import { useSelector } from '@xstate/react'
import { useEffect, useRef } from 'react'
import { useConsole } from '../desk/use-console.ts'
import { followLevel } from './microphone-level.ts'

const BARS = 14

/** The name of the microphone, and how loud it is now. */
export function MicrophoneBox() {
  const { watch } = useConsole()
  const works = useSelector(watch.store, ({ context }) => context.facts.microphone === true)
  const name = useSelector(watch.store, ({ context }) => context.microphones?.[0] ?? '')
  const bars = useRef<HTMLDivElement>(null)
  useEffect(() => {
    if (!works) return
    return followLevel((level) => {
      const lit = Math.round(level * BARS)
      for (const [at, bar] of [...(bars.current?.children ?? [])].entries())
        bar.classList.toggle('lit-bar', at < lit)
    })
  }, [works])
  return (
    <section className="card ready-box" aria-labelledby="your-microphone">
      <h2 id="your-microphone">Your microphone</h2>
      <p>{works ? name || 'Allowed' : <span className="bad">Not heard</span>}</p>
      <div ref={bars} className="level" aria-hidden="true">
        {Array.from({ length: BARS }, (_, at) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: the bars never move
          <i key={at} />
        ))}
      </div>
      <p className="soft">
        Speak: the bars should rise to the middle. If they stay flat, look for a mute key on the headset.
      </p>
    </section>
  )
}
