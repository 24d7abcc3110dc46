import { formatDuration } from '../calls/format.ts'
import { useTicking } from './server-time.ts'

/**
 * Counts up. Never announced: a screen reader reads it when asked. Its second begins with `since`, so the waits of many callers
 * do not all change in the same frame.
 */
export function Elapsed({ since, className }: { since: string; className?: string }) {
  const from = Date.parse(since)
  const text = useTickingText((nowMs) => formatDuration(nowMs - from))
  return <span ref={text} role="timer" className={className} />
}

/** Counts down to a time: the seconds that have begun. */
export function TimeLeft({ until }: { until: string }) {
  const to = Date.parse(until)
  const text = useTickingText((nowMs) => formatDuration(Math.ceil((to - nowMs) / 1_000) * 1_000))
  return <span ref={text} />
}

const useTickingText = (textAt: (nowMs: number) => string) =>
  useTicking<HTMLSpanElement>((element, nowMs) => {
    const text = textAt(nowMs)
    if (element.firstChild === null) element.textContent = text
    else if (element.firstChild.nodeValue !== text) element.firstChild.nodeValue = text
  })
