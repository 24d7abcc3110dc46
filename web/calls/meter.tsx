import { useEffect, useRef } from 'react'
import { onLevels } from '../softphone/levels.ts'

/** Shows that the microphone hears something. Written past React: it moves twenty times a second. */
export function Meter({ muted }: { muted: boolean }) {
  const bar = useRef<HTMLDivElement>(null)
  useEffect(
    () =>
      onLevels(({ input }) => {
        if (bar.current) bar.current.style.transform = `scaleX(${Math.min(1, input * 1.6).toFixed(3)})`
      }),
    [],
  )
  return (
    <div className={`meter ${muted ? 'meter-muted' : ''}`} aria-hidden="true">
      <div ref={bar} />
    </div>
  )
}
