import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { NEW_OFFICE } from '../../../coordinator/protocol/office/settings.ts'
import type { CallEventBody } from '../../../machines/call/events.ts'
import {
  makeAvailable,
  newSid,
  openDesk,
  rings,
  sendCommand,
  type TestCoordinator,
  type TestDesk,
  talking,
  until,
  viewOf,
} from '../../setup/desk.ts'

let desk: TestDesk
let here: TestCoordinator
let there: TestCoordinator

beforeEach(async () => {
  desk = await openDesk()
  here = await desk.open()
  there = await desk.open()
  await makeAvailable(here, 'ann', 'bob')
})
afterEach(() => desk.close())

/** All that the site has now. @returns what brings it back, as a failover to a replica that had no more does */
async function remember({ redis, keys }: TestDesk) {
  const names = async () => {
    const found: string[] = []
    let cursor = '0'
    do {
      const [next, some] = await redis.scan(cursor, 'MATCH', `${keys.prefix}*`, 'COUNT', 1000)
      found.push(...some)
      cursor = next
    } while (cursor !== '0')
    return found
  }
  const kept = await Promise.all(
    (await names()).map(async (name) => ({ name, content: await redis.dumpBuffer(name) })),
  )
  return async () => {
    // At once, because the processes go on writing.
    const all = redis.multi().del(...(await names()))
    for (const { name, content } of kept) if (content) all.restore(name, 0, content, 'REPLACE')
    await all.exec()
  }
}

test('what was decided on a change that a failover has lost is not taken for a change that came in its place', async () => {
  const callSid = await rings(here)
  const loseWhatFollows = await remember(desk)
  const lost = await sendCommand(here, callSid, 'ann', 'CLAIM')
  await loseWhatFollows()
  desk.clock.pass(1)
  const kept = await sendCommand(there, callSid, 'bob', 'CLAIM')
  expect(kept.view).toMatchObject({ rev: lost.view?.rev, agentId: 'bob' })

  expect(await sendCommand(here, callSid, 'ann', 'HANGUP')).toMatchObject({ ok: false, code: 'not_yours' })
  expect(await viewOf(here, callSid)).toMatchObject({ state: 'active.connecting', agentId: 'bob' })
})

test('a command of a lost change that is done does not take off the one that came in its place', async () => {
  const command = { id: 'CA1:7:0', callSid: 'CA1', type: 'completeCaller' as const }
  const lost = { ...command, at: desk.clock.at }
  const kept = { ...command, at: desk.clock.at + 1 }
  const loseWhatFollows = await remember(desk)
  await here.outbox.enqueue([lost])
  await loseWhatFollows()
  await there.outbox.enqueue([kept])

  await here.outbox.done(lost)
  expect(JSON.parse((await desk.redis.hget(desk.keys.outbox, command.id)) ?? '')).toEqual(kept)
  expect(await desk.redis.zscore(desk.keys.owed, command.id)).toBe(String(kept.at))
  await there.outbox.done(kept)
  expect(await desk.redis.hlen(desk.keys.outbox)).toBe(0)
  expect(await there.outbox.depth()).toBe(0)
})

test('a caller that a lost change has moved is sent again where the state says', async () => {
  const { callSid } = await talking(here, 'ann')
  const untouched = await rings(here)
  await until(() => there.desk.call(callSid)?.state === 'active.talking' && there.desk.call(untouched))
  const loseWhatFollows = await remember(desk)
  await sendCommand(here, callSid, 'ann', 'HOLD')
  await until(() => there.desk.call(callSid)?.state === 'active.held')
  await loseWhatFollows()

  there.feed.reloadSoon()
  await until(() => there.desk.call(callSid)?.state === 'active.talking')
  await until(async () => (await desk.redis.hget(desk.keys.outbox, `${callSid}:4:lost`)) !== null)
  const owed = await desk.redis.hkeys(desk.keys.outbox)
  expect(owed.filter((id) => id.endsWith(':lost'))).toEqual([`${callSid}:4:lost`])
  // With the change the end of a leg may be lost: Twilio is asked about that call, and about no other.
  expect(there.later.asked).toEqual([callSid])
})

test('a change is lost also when others came in its place', async () => {
  const { callSid } = await talking(here, 'ann')
  const quality = { seconds: 10, mos: 4.4, jitterMs: 1, lostPercent: 0, warnings: [], graph: '9' }
  const loseWhatFollows = await remember(desk)
  const lost = await sendCommand(here, callSid, 'ann', 'HOLD')
  await until(() => there.desk.call(callSid)?.state === 'active.held')
  await loseWhatFollows()
  there.feed.reloadSoon()
  for (const rttMs of [10, 20])
    await here.calls.send(callSid, {
      type: 'LEG_QUALITY',
      by: 'ann',
      role: 'agent',
      quality: { ...quality, rttMs },
    })
  expect(await viewOf(here, callSid)).toMatchObject({
    state: 'active.talking',
    rev: (lost.view?.rev ?? 0) + 1,
  })

  await until(async () => (await desk.redis.hkeys(desk.keys.outbox)).includes(`${callSid}:4:lost`))
  expect(there.later.asked).toEqual([callSid])
})

describe('of a call that is recorded, Twilio is told again what a lost change has had it do:', () => {
  const ANN = { by: 'ann', role: 'agent' } as const
  const DAN = { by: 'dan', role: 'supervisor' } as const
  const RE = `RE${'01'.repeat(16)}`

  /** What is owed for a call of which Redis has lost what happened last. */
  async function owedAfterLossOf(
    lost: CallEventBody[],
    { before = [], announces = false }: { before?: CallEventBody[]; announces?: boolean } = {},
  ) {
    const recording = { ...NEW_OFFICE.recording, inbound: 'always' as const, announces }
    await here.office.change({ ...NEW_OFFICE, recording }, 0, { agentId: 'ann', name: 'ANN' })
    await until(() => here.desk.office().recording.inbound === 'always')
    const { callSid } = await talking(here, 'ann')
    const all = async (events: CallEventBody[]) => {
      for (const event of events) expect(await here.calls.send(callSid, event)).toMatchObject({ ok: true })
      const { rev } = await viewOf(here, callSid)
      await until(() => there.desk.call(callSid)?.rev === rev)
    }
    await all(before)
    const loseWhatFollows = await remember(desk)
    await all(lost)
    await loseWhatFollows()

    there.feed.reloadSoon()
    await until(() => there.later.asked.includes(callSid))
    const isLost = (id: string) => id.startsWith(callSid) && id.includes(':lost')
    const owed = async () => (await desk.redis.hkeys(desk.keys.outbox)).filter(isLost)
    await until(async () => (await owed()).length > 0)
    return Promise.all(
      (await owed()).map(async (id) => JSON.parse((await desk.redis.hget(desk.keys.outbox, id)) ?? '').type),
    )
  }
  const STARTED: CallEventBody = { type: 'RECORDING_STARTED', recordingSid: RE }

  test('a pause', async () => {
    const pause: CallEventBody = { type: 'RECORD', ...ANN, state: 'paused' }
    expect(await owedAfterLossOf([pause], { before: [STARTED] })).toEqual(['updateRecording'])
  })

  test('that it pauses', async () => {
    const pause: CallEventBody = { type: 'RECORD', ...ANN, state: 'paused' }
    const set: CallEventBody = { type: 'RECORDING_SET', recordingSid: RE, state: 'paused' }
    expect(await owedAfterLossOf([set], { before: [STARTED, pause] })).toEqual(['updateRecording'])
  })

  test('a hold', async () => {
    const owed = await owedAfterLossOf([{ type: 'HOLD', ...ANN }], { before: [STARTED] })
    expect(owed.sort()).toEqual(['redirectCaller', 'updateRecording'])
  })

  test('that the caller has heard the notice, and that the recording has begun', async () => {
    const owed = await owedAfterLossOf([{ type: 'NOTICE_HEARD' }, STARTED], { announces: true })
    expect(owed.sort()).toEqual(['redirectCaller', 'updateRecording'])
  })

  test('who hears the supervisor', async () => {
    const supervised = await owedAfterLossOf([{ type: 'SUPERVISE', ...DAN, mode: 'listen' }], {
      before: [
        { type: 'SUPERVISE', ...DAN, mode: 'join' },
        { type: 'LEG_CONNECTED', legSid: newSid(), agentId: 'dan' },
      ],
    })
    expect(supervised.sort()).toEqual(['updateParticipant', 'updateRecording'])
  })
})

test('news of Twilio that could not be taken: as soon as Redis is back, Twilio is asked about every call, once', async () => {
  const callSids = [await rings(here), (await talking(here, 'ann')).callSid].sort()
  await until(() => here.desk.calls().length === 2)
  await here.heartbeat.beat()
  expect(here.later.asked).toEqual([])
  here.heartbeat.missedWebhook()
  await here.heartbeat.beat()
  expect(here.later.asked.sort()).toEqual(callSids)
  await here.heartbeat.beat()
  expect(here.later.asked).toHaveLength(2)
})
