import type { DeskReader } from '../calls/desk-reader.ts'
import type { DueTimers } from '../durable/due-timers.ts'
import type { DeskState } from '../feed/desk-state.ts'
import type { Feed } from '../feed/feed.ts'
import type { Clock } from '../runtime.ts'
import type { Heartbeats } from './heartbeats.ts'
import type { Metrics } from './metrics.ts'

export interface GaugeDeps {
  feed: Pick<Feed, 'consoleCount' | 'lagMs'>
  desk: Pick<DeskReader, 'calls' | 'agents'> & Pick<DeskState, 'consoleProofs'>
  outbox: { depth(): Promise<number>; oldest(): Promise<number | null> }
  dueTimers: DueTimers
  heartbeats: Heartbeats
  spending: { figures(): Promise<{ legs: number; minutes: number }> }
}

/** Gauges of what there is at the moment, read when `/metrics` is requested. Ages are in seconds. */
export function measure(metrics: Metrics, deps: GaugeDeps, clock: Clock): void {
  const { feed, desk, outbox, dueTimers, heartbeats, spending } = deps
  const ageOf = (at: number | null) => (at === null ? Number.NaN : Math.max(0, clock.now() - at) / 1000)
  const ageOrNone = (at: number | null) => (at === null ? 0 : ageOf(at))

  metrics.gauges('calls', 'Live calls', 'status', () => countBy(desk.calls(), ({ status }) => status))
  metrics.gauges('agents', 'Agents', 'presence', () => countBy(desk.agents(), ({ presence }) => presence))
  metrics.gauges('consoles', 'Open consoles: those that ring, and the others by the reason', 'proof', () =>
    countBy(desk.consoleProofs(), (why) => why ?? 'rings'),
  )
  metrics.gauge('longest_wait_seconds', 'Longest time that a ringing or parked call has been waiting', () =>
    Math.max(
      0,
      ...desk
        .calls()
        .filter(isWaiting)
        .map(({ updatedAt }) => ageOf(Date.parse(updatedAt))),
    ),
  )

  metrics.gauge('feed_streams', 'Consoles connected to this process', () => feed.consoleCount)
  metrics.gauge(
    'feed_lag_seconds',
    'How far the feed of this process is behind Redis',
    async () => (await feed.lagMs()) / 1000,
  )

  metrics.gauge('outbox_depth', 'Commands in the outbox', () => outbox.depth())
  metrics.gauge('outbox_oldest_seconds', 'Age of the oldest command in the outbox', async () =>
    ageOrNone(await outbox.oldest()),
  )
  metrics.gauge(
    'outside_legs',
    'Legs to numbers outside that run',
    async () => (await spending.figures()).legs,
  )
  metrics.gauge(
    'outside_minutes',
    'Minutes of the legs to numbers outside that have ended today',
    async () => (await spending.figures()).minutes,
  )
  metrics.gauge('timers_due', 'Timers that are due and have not fired', () => dueTimers.count(clock.now()))
  metrics.gauge('timers_late_seconds', 'How late the most overdue timer is', async () =>
    ageOrNone(await dueTimers.earliest(clock.now())),
  )
  metrics.gauge('sweep_age_seconds', 'Time since the last sweep finished', async () =>
    ageOf(await heartbeats.lastSweep()),
  )
  metrics.gauge('worker_age_seconds', 'Time since the last heartbeat of a worker', async () =>
    ageOf(await heartbeats.lastWorkerBeat()),
  )
  metrics.gauge(
    'backup_last_success_timestamp_seconds',
    'When the nightly backup was last written',
    async () => ((await heartbeats.lastBackup()).doneAt ?? Number.NaN) / 1000,
  )
  metrics.gauge('backup_failed', '1 when the nightly backup could not be written the last time', async () =>
    Number((await heartbeats.lastBackup()).failed),
  )
}

const isWaiting = ({ status }: { status: string }) => status === 'ringing' || status === 'parked'

function countBy<One, Label extends string>(all: readonly One[], labelOf: (one: One) => Label) {
  const counts: Record<string, number> = {}
  for (const one of all) counts[labelOf(one)] = (counts[labelOf(one)] ?? 0) + 1
  return counts
}
