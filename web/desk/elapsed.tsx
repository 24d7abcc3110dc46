import { formatDuration } from '../calls/format.ts'
import { useSeconds } from './server-time.ts'

/** Counts up. Never announced: a screen reader reads it when asked. */
export function Elapsed({ since, className }: { since: string; className?: string }) {
  const now = useSeconds()
  return (
    <span role="timer" className={className}>
      {formatDuration(now - Math.floor(Date.parse(since) / 1_000) * 1_000)}
    </span>
  )
}
