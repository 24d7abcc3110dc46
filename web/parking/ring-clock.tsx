import type { CallView } from '../../coordinator/protocol/call-view.ts'
import { useTicking } from '../desk/server-time.ts'
import { progressOf } from './slots.ts'
import './ring-clock.css'

const RADIUS = 19
const OFFSET = 'stroke-dashoffset'
const AROUND = 2 * Math.PI * RADIUS

/** The slot's number in a ring that fills until the call returns. */
export function RingClock({ label, call }: { label: string; call: CallView }) {
  const hand = useTicking<SVGCircleElement>((element, nowMs) => {
    const offset = (AROUND * (1 - progressOf(call, nowMs))).toFixed(0)
    if (element.getAttribute(OFFSET) !== offset) element.setAttribute(OFFSET, offset)
  })
  return (
    <span className="clock">
      <svg viewBox="0 0 44 44" aria-hidden="true">
        <circle cx="22" cy="22" r={RADIUS} className="clock-track" />
        <circle
          ref={hand}
          cx="22"
          cy="22"
          r={RADIUS}
          className="clock-hand"
          strokeDasharray={AROUND}
          transform="rotate(-90 22 22)"
        />
      </svg>
      <b>{label}</b>
    </span>
  )
}
