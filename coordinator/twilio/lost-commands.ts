import type { Logger } from 'pino'
import type { CarrierCommand } from '../calls/carrier-command.ts'
import { LOST_AFTER_MS, type Outbox } from '../durable/outbox.ts'
import type { Runtime } from '../runtime.ts'
import type { CommandRunner } from './command-runner.ts'

/** A process that dies is missed after `LOST_AFTER_MS`, and noticed this much later at the latest. */
const LOOK_EVERY_MS = 500

export interface LostCommandsDeps {
  outbox: Pick<Outbox<CarrierCommand>, 'keep'>
  runner: Pick<CommandRunner, 'trying' | 'runStored'>
  runtime: Pick<Runtime, 'elapsed' | 'every'>
  log: Pick<Logger, 'debug' | 'warn'>
}

/**
 * Tells the other processes which commands this one tries. Takes up the commands of processes that have died: at the start
 * those that died before, and later ones within three seconds.
 */
export function createLostCommands({ outbox, runner, runtime, log }: LostCommandsDeps) {
  let lastLook = Number.NEGATIVE_INFINITY
  /** Since when Redis has answered without a break. Null: it has not answered the last time. */
  let inTouchSince: number | null = Number.NEGATIVE_INFINITY
  let looking: Promise<void> | null = null
  let stopLooking: (() => void) | undefined

  /**
   * While Redis was away, or this process stood still, nobody could say what they try. So nothing counts as lost until
   * every process has had the time to say it again.
   */
  async function look(): Promise<void> {
    const now = runtime.elapsed()
    if (now - lastLook > LOST_AFTER_MS && stopLooking) inTouchSince = null
    lastLook = now
    try {
      const lost = await outbox.keep(runner.trying())
      inTouchSince ??= runtime.elapsed()
      if (lost.length === 0 || runtime.elapsed() - inTouchSince < LOST_AFTER_MS) return
      log.warn({ commands: lost.length }, 'Takes up commands of a process that has died')
      for (const id of lost) await runner.runStored(id, 1)
    } catch (error) {
      inTouchSince = null
      log.debug({ err: error }, 'Redis cannot say which commands are lost: it is away')
    }
  }

  /** One look at a time. */
  function lookOnce(): Promise<void> {
    looking ??= look().finally(() => {
      looking = null
    })
    return looking
  }

  return {
    /** Takes up at once what dead processes owe. Never rejects. */
    async start(): Promise<void> {
      await lookOnce()
      stopLooking = runtime.every(LOOK_EVERY_MS, () => void lookOnce())
    },
    stop() {
      stopLooking?.()
    },
  }
}
