import { useSelector } from '@xstate/react'
import { useEffect, useRef } from 'react'
import { useConsole } from '../desk/use-console.ts'
import { followLevel } from '../ready/microphone-level.ts'
import { inUse } from './device-store.ts'
import './microphone-bars.css'

const BARS = 14

/** How loud the chosen microphone is now. It writes to the elements directly: each frame is too often for React. */
export function MicrophoneBars() {
  const { watch, devices } = useConsole()
  const works = useSelector(watch.store, ({ context }) => context.facts.microphone === true)
  const id = useSelector(devices, ({ context }) => inUse(context, 'microphone').id)
  const bars = useRef<HTMLDivElement>(null)
  useEffect(() => {
    if (!works) return
    return followLevel(id, (level) => {
      const lit = Math.round(level * BARS)
      for (const [at, bar] of [...(bars.current?.children ?? [])].entries())
        bar.classList.toggle('lit-bar', at < lit)
    })
  }, [works, id])
  return (
    <div ref={bars} className="level" aria-hidden="true">
      {Array.from({ length: BARS }, (_, at) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: the bars never move
        <i key={at} />
      ))}
    </div>
  )
}
