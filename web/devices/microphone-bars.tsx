import { useSelector } from '@xstate/react'
import { useEffect, useRef } from 'react'
import { isOnLeg, softphoneStatus } from '../../machines/softphone/status.ts'
import { useConsole } from '../desk/use-console.ts'
import { followLevel } from '../ready/microphone-level.ts'
import { microphoneLevel } from '../softphone/microphone-level.ts'
import { inUse } from './device-store.ts'
import './microphone-bars.css'

const BARS = Array.from({ length: 14 }, (_, place) => place)

/** How loud the chosen microphone is now. It writes to the elements directly: each frame is too often for React. */
export function MicrophoneBars() {
  const { watch, devices, softphone } = useConsole()
  const works = useSelector(watch.store, ({ context }) => context.facts.microphone === true)
  const id = useSelector(devices, ({ context }) => inUse(context, 'microphone').id)
  const bars = useRef<HTMLDivElement>(null)
  const onLeg = useSelector(softphone, (snapshot) => isOnLeg(softphoneStatus(snapshot)))
  useEffect(() => {
    const show = (level: number) => {
      const lit = Math.round(level * BARS.length)
      for (const [at, bar] of [...(bars.current?.children ?? [])].entries())
        bar.classList.toggle('lit-bar', at < lit)
    }
    // Some browsers take a microphone from a call when it is opened again.
    if (onLeg) return microphoneLevel.subscribe((level) => show(Math.min(1, level * 1.6))).unsubscribe
    return works ? followLevel(id, show) : undefined
  }, [works, id, onLeg])
  return (
    <div ref={bars} className="level" aria-hidden="true">
      {BARS.map((place) => (
        <i key={place} />
      ))}
    </div>
  )
}
