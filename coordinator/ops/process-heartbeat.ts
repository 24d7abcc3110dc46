import type { Logger } from 'pino'
import type { DeskReader } from '../calls/desk-reader.ts'
import type { Feed } from '../feed/feed.ts'
import type { JobScheduler } from '../job-scheduler.ts'
import { RedisAway } from '../redis/redis-away.ts'
import type { Clock, Runtime } from '../runtime.ts'
import type { Heartbeats } from './heartbeats.ts'

const BEAT_MS = 5_000

export interface ProcessHeartbeatDeps {
  coordinatorId: string
  heartbeats: Heartbeats
  feed: Pick<Feed, 'repeatReports'>
  desk: Pick<DeskReader, 'calls'>
  scheduler: Pick<JobScheduler, 'reconcileSoon'>
  clock: Clock
  runtime: Runtime
  log: Pick<Logger, 'debug' | 'error'>
}

/** Says every 5 s that this coordinator lives, and makes up for what Redis or Twilio could not tell it while Redis was away. */
export function createProcessHeartbeat(deps: ProcessHeartbeatDeps) {
  const { coordinatorId, heartbeats, feed, desk, scheduler, clock, runtime, log } = deps
  let hasMissedWebhook = false
  let stopBeating: (() => void) | undefined

  const announce = () => heartbeats.coordinatorBeat(coordinatorId, clock.now())

  async function beat(): Promise<void> {
    await announce()
    if (hasMissedWebhook) for (const { callSid } of desk.calls()) scheduler.reconcileSoon(callSid)
    hasMissedWebhook = false
    await feed.repeatReports()
  }

  return {
    /** @throws RedisAway */
    announce,
    /** One beat. @throws RedisAway */
    beat,
    start() {
      const failed = (error: unknown) => {
        if (error instanceof RedisAway) log.debug({ err: error }, 'No heartbeat: Redis is away')
        else log.error({ err: error }, 'A heartbeat failed')
      }
      stopBeating = runtime.every(BEAT_MS, () => void beat().catch(failed))
    },
    stop() {
      stopBeating?.()
    },
    /** The coordinator ends in order, and need not be missed first. Never rejects. */
    async leave() {
      await heartbeats
        .coordinatorLeaves(coordinatorId)
        .catch((error: unknown) =>
          log.debug({ err: error }, 'Redis could not be told that this coordinator ends'),
        )
    },
    /** A webhook could not be processed because Redis is away. With the next beat every call is compared with Twilio. */
    missedWebhook() {
      hasMissedWebhook = true
    },
  }
}
