import { useEffect, useRef } from 'react'
import { microphoneLevel } from '../softphone/microphone-level.ts'

/** Shows that the microphone hears something. It writes to the element directly: twenty times a second is too often for React. */
export function Meter({ muted }: { muted: boolean }) {
  const bar = useRef<HTMLDivElement>(null)
  useEffect(() => {
    const { unsubscribe } = microphoneLevel.subscribe((level) => {
      if (bar.current) bar.current.style.transform = `scaleX(${Math.min(1, level * 1.6).toFixed(3)})`
    })
    return unsubscribe
  }, [])
  return (
    <div className={`meter ${muted ? 'meter-muted' : ''}`} aria-hidden="true">
      <div ref={bar} />
    </div>
  )
}
