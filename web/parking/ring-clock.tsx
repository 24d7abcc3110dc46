import './ring-clock.css'

const RADIUS = 19
const AROUND = 2 * Math.PI * RADIUS

/** The slot's number in a ring that fills until the call returns. */
export function RingClock({ label, progress }: { label: string; progress: number }) {
  return (
    <span className="clock">
      <svg viewBox="0 0 44 44" aria-hidden="true">
        <circle cx="22" cy="22" r={RADIUS} className="clock-track" />
        <circle
          cx="22"
          cy="22"
          r={RADIUS}
          className="clock-hand"
          strokeDasharray={AROUND}
          strokeDashoffset={AROUND * (1 - progress)}
          transform="rotate(-90 22 22)"
        />
      </svg>
      <b>{label}</b>
    </span>
  )
}
