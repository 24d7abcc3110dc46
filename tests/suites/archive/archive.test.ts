import { afterEach, beforeEach, expect, test } from 'vitest'
import { createArchive } from '../../../coordinator/archive/archive.ts'
import type { EndedViews } from '../../../coordinator/calls/ended-views.ts'
import { RedisAway } from '../../../coordinator/redis/redis-away.ts'
import { systemRuntime } from '../../../coordinator/runtime.ts'
import {
  makeAvailable,
  openDesk,
  rings,
  sendCommand,
  type TestCoordinator,
  type TestDesk,
  until,
} from '../../setup/desk.ts'

const DAY_MS = 86_400_000
const NEWEST = { before: null, limit: 50 }

let desk: TestDesk
let here: TestCoordinator

beforeEach(async () => {
  desk = await openDesk()
  here = await desk.open()
  await makeAvailable(here, 'ann')
})
afterEach(() => desk.close())

/** Two calls that end one after the other. @returns the newest first */
async function twoEnded(): Promise<string[]> {
  const ended: string[] = []
  for (let n = 0; n < 2; n++) {
    const callSid = await rings(here)
    await sendCommand(here, callSid, 'ann', 'CLAIM')
    await sendCommand(here, callSid, 'ann', 'HANGUP')
    desk.clock.pass(1_000)
    ended.unshift(callSid)
  }
  return ended
}

/** An archive of its own, as a process that starts has it. */
function archiveWith(viewsOf: EndedViews) {
  const warned: unknown[] = []
  const archive = createArchive({
    ...{ redis: desk.redis, keys: desk.keys, clock: desk.clock, viewsOf, keepMs: () => 30 * DAY_MS },
    contacts: { named: (view) => view, numbersNamed: () => new Map(), isBlocked: () => false },
    // The pause before it reads again.
    runtime: { ...systemRuntime, after: (_, what) => systemRuntime.after(0, what) },
    log: { warn: (about: unknown) => void warned.push(about) },
    liveCalls: () => [],
    nameOf: (agentId) => agentId,
  })
  return { archive, warned }
}

const sidsOf = (calls: readonly { callSid: string }[]) => calls.map(({ callSid }) => callSid)

test('a page is refused while Redis is away, and answered as soon as it is back', async () => {
  const ended = await twoEnded()
  let away = true
  const { archive, warned } = archiveWith(async (callSids) => {
    if (away) throw new RedisAway('away')
    return here.viewsOfEnded(callSids)
  })
  await expect(archive.page(NEWEST)).rejects.toBeInstanceOf(RedisAway)
  away = false
  expect(sidsOf(await archive.page(NEWEST))).toEqual(ended)
  expect(warned.length).toBeGreaterThan(0)
  archive.stop()
})

test('after a gap in the feed all is read again: what was missed is there, and what Redis has lost is gone', async () => {
  const [newest = '', oldest = ''] = await twoEnded()
  const { archive } = archiveWith(here.viewsOfEnded)
  expect(sidsOf(await archive.page(NEWEST))).toEqual([newest, oldest])
  const [missed = ''] = await twoEnded()
  await desk.redis.zrem(desk.keys.ended, oldest)
  await archive.feedHasGaps()
  const sids = sidsOf(await archive.page(NEWEST))
  expect(sids).toHaveLength(3)
  expect([sids[0], sids.includes(oldest)]).toEqual([missed, false])
  archive.stop()
})

test('who waits for an earlier reading is answered by the one that follows it', async () => {
  const ended = await twoEnded()
  const held: (() => void)[] = []
  const { archive } = archiveWith(async (callSids) => {
    if (held.length > 0) return here.viewsOfEnded(callSids)
    await new Promise<void>((resolve) => held.push(resolve))
    throw new RedisAway('away')
  })
  const page = archive.page(NEWEST)
  await until(() => held.length === 1)
  await archive.feedHasGaps()
  expect(sidsOf(await page)).toEqual(ended)
  held[0]?.()
  archive.stop()
})
