import { setTimeout as pause } from 'node:timers/promises'
import { expect } from 'vitest'
import { check } from '../../setup/checker/check.ts'
import { until } from '../../setup/desk.ts'
import { figure } from '../../setup/figure.ts'
import type { Storm } from '../../setup/storm/storm.ts'

/** Commands are taken again this long after a primary is lost, at the latest. */
const RESUMED_MS = 15_000
/** By then everybody is where they belong, and who was lost is adopted. */
const HEALED_MS = 40_000

/** Nobody waits for long: for a deployment's environment. */
export const QUICK = {
  PARK_TIMEOUT_S: '2',
  RETURN_TIMEOUT_S: '3',
  RING_TIMEOUT_S: '3',
  JOIN_TIMEOUT_S: '3',
  TRANSFER_TIMEOUT_S: '3',
  SWEEP_EVERY_S: '2',
}

/**
 * A primary is lost, or handed over, in the middle of a storm.
 * @param lose resolves once it is gone
 * @param keeps whether all that was acknowledged must still be there
 * @returns how many acknowledged commands are not
 */
export async function failover(
  storm: Storm,
  { what, lose, keeps }: { what: string; lose(): Promise<unknown>; keeps: boolean },
): Promise<number> {
  const before = storm.figures
  storm.start()
  await pause(1_500)
  const lostAt = Date.now()
  await lose()
  const goneAt = Date.now()
  const acknowledgedAfter = () =>
    storm.agents
      .flatMap(({ commands }) => commands)
      .filter(({ sentAt, outcome }) => sentAt > goneAt && outcome.kind === 'acknowledged')
      .map(({ answeredAt }) => answeredAt)
  await until(() => acknowledgedAfter().length > 3, 2 * RESUMED_MS)
  const tookMs = Math.min(...acknowledgedAfter()) - lostAt
  await pause(1_000)
  await storm.stop()
  await storm.untilSettled(HEALED_MS)
  const lost = check(await storm.observe()).filter((line) => line.includes('was acknowledged as'))
  /** That an agent has ended a call may be among what was lost; its caller is gone all the same. */
  const findings = async () => {
    const found = await storm.judge({ forgetful: !keeps })
    if (keeps) return found
    const ended = storm.agents
      .flatMap(({ commands }) => commands)
      .filter(({ command, outcome }) => command === 'HANGUP' && outcome.kind !== 'refused')
    return found.filter(
      (line) =>
        !line.startsWith('seed') && !ended.some(({ callSid }) => line.includes(`on a caller: ${callSid}`)),
    )
  }
  // A sweep adopts a caller that Redis has forgotten.
  await until(async () => (await findings()).length === 0, HEALED_MS).catch(() => undefined)
  const { acknowledged, refused, unavailable, unknown } = storm.figures
  figure(`${what}: ms until commands were taken again`, tookMs)
  figure(
    `${what}: acknowledged, of them lost; refused, 503, never answered`,
    acknowledged - before.acknowledged,
    lost.length,
    refused - before.refused,
    unavailable - before.unavailable,
    unknown - before.unknown,
  )
  expect(await findings(), `seed ${storm.seed}`).toEqual([])
  expect(tookMs).toBeLessThan(RESUMED_MS)
  storm.beginStretch()
  return lost.length
}
