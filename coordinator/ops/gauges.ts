import type { Parts } from '../composition.ts'
import type { Clock } from '../runtime.ts'
import type { Metrics } from './metrics.ts'

type Looked = Pick<Parts, 'feed' | 'mirror' | 'outbox' | 'watch'>

/** What there is at the moment: looked at when `/metrics` is asked for, not before. Ages are in seconds. */
export function measure(metrics: Metrics, { feed, mirror, outbox, watch }: Looked, clock: Clock): void {
  const ageOf = (at: number | null) => (at === null ? Number.NaN : Math.max(0, clock.now() - at) / 1000)
  const ageOrNone = (at: number | null) => (at === null ? 0 : ageOf(at))

  metrics.gauges('calls', 'Live calls', 'status', () => countBy(mirror.calls(), ({ status }) => status))
  metrics.gauges('agents', 'Agents', 'presence', () => countBy(mirror.agents(), ({ presence }) => presence))
  metrics.gauge('longest_wait_seconds', 'How long the caller has been there whom nobody talks to', () =>
    Math.max(
      0,
      ...mirror
        .calls()
        .filter(isWaiting)
        .map(({ updatedAt }) => ageOf(Date.parse(updatedAt))),
    ),
  )

  metrics.gauge('feed_streams', 'Consoles that are connected to this process', () => feed.consoles)
  metrics.gauge(
    'feed_lag_seconds',
    'How far the consoles of this process are behind Redis',
    async () => (await feed.lagMs()) / 1000,
  )

  metrics.gauge('outbox_depth', 'Commands owed to Twilio', () => outbox.depth())
  metrics.gauge('outbox_oldest_seconds', 'Age of the oldest command owed to Twilio', async () =>
    ageOrNone(await outbox.oldest()),
  )
  metrics.gauge('timers_due', 'Timers that should have fired', () => watch.timersDue(clock.now()))
  metrics.gauge('timers_late_seconds', 'How late the timer is that has waited longest to fire', async () =>
    ageOrNone(await watch.earliestTimer(clock.now())),
  )
  metrics.gauge('sweep_age_seconds', 'Since the sweep last finished', async () =>
    ageOf(await watch.lastSweep()),
  )
  metrics.gauge('worker_age_seconds', 'Since a worker was last seen', async () =>
    ageOf(await watch.lastWorkerBeat()),
  )
}

const isWaiting = ({ status }: { status: string }) => status === 'ringing' || status === 'parked'

function countBy<One, Label extends string>(all: readonly One[], labelOf: (one: One) => Label) {
  const counts: Record<string, number> = {}
  for (const one of all) counts[labelOf(one)] = (counts[labelOf(one)] ?? 0) + 1
  return counts
}
