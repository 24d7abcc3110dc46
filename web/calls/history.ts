import { z } from 'zod'
import { CallView } from '../../coordinator/protocol/call-view.ts'
import { requestApi } from '../api/request.ts'

const LIMIT = 100

/** Ended calls, newest first. */
export const fetchHistory = () => requestApi(`/api/history?limit=${LIMIT}`, z.array(CallView))

/** Adds an ended call, or replaces its older view. */
export function withEnded(history: readonly CallView[], call: CallView): readonly CallView[] {
  const others = history.filter((it) => it.callSid !== call.callSid)
  const sorted = [call, ...others].sort((a, b) => (b.endedAt ?? '').localeCompare(a.endedAt ?? ''))
  return sorted.slice(0, LIMIT)
}

/** Figures of inbound calls. */
export interface DayFigures {
  calls: number
  /** 0 to 1; null without any call today. */
  answeredShare: number | null
  /** The median, in milliseconds; null where nobody answered. */
  timeToAnswerMs: number | null
  messages: number
}

/** @param now the server's time, milliseconds since the epoch */
export function figuresOfToday(history: readonly CallView[], now: number): DayFigures {
  const midnight = new Date(now).setHours(0, 0, 0, 0)
  const today = history.filter(
    (call) => call.direction === 'inbound' && Date.parse(call.createdAt) >= midnight,
  )
  const answered = today.filter((call) => call.answeredAt !== null)
  const waits = answered
    .map((call) => Date.parse(call.answeredAt ?? call.createdAt) - Date.parse(call.createdAt))
    .sort((a, b) => a - b)
  return {
    calls: today.length,
    answeredShare: today.length > 0 ? answered.length / today.length : null,
    timeToAnswerMs: waits[Math.floor(waits.length / 2)] ?? null,
    messages: today.filter((call) => call.outcome === 'voicemail').length,
  }
}
