import { afterAll, beforeAll, expect, test } from 'vitest'
import {
  makeAvailable,
  openDesk,
  type TestCoordinator,
  type TestDesk,
  talking,
  until,
  viewOf,
} from '../../setup/desk.ts'
import { serveFeed } from '../../setup/live-client.ts'

let desk: TestDesk
let here: TestCoordinator
let there: TestCoordinator
let feed: Awaited<ReturnType<typeof serveFeed>>
beforeAll(async () => {
  desk = await openDesk()
  here = await desk.open()
  there = await desk.open()
  feed = await serveFeed(here)
  await makeAvailable(there, 'ann', 'bob')
})
afterAll(async () => {
  feed.close()
  await desk.close()
})

test('a console that opens while another coordinator is still noting the loss of its leg gets its caller back', async () => {
  const { callSid, legSid } = await talking(there, 'ann')
  // There, the leg is over, and a console was looked for: none had opened yet. Here one opens.
  const console = await feed.watch('ann')
  await until(() => console.snapshots.length === 1)
  await there.calls.send(callSid, { type: 'LEG_ENDED', legSid, outside: false, consoleSince: null })
  expect(await viewOf(there, callSid)).toMatchObject({ state: 'parked.waiting', parked: { by: 'ann' } })
  await console.sees(callSid, { state: 'parked.returning' })
  expect(console.calls(callSid).at(-1)).toMatchObject({ offeredTo: ['ann'] })
})

test('a caller who was parked on purpose is not offered to an agent who opens a console', async () => {
  const { callSid } = await talking(there, 'bob')
  await there.calls.send(callSid, { type: 'PARK', by: 'bob', role: 'agent' })
  const console = await feed.watch('bob')
  await until(() => console.snapshots.length === 1)
  const marker = await talking(there, 'bob')
  await there.calls.send(marker.callSid, {
    type: 'LEG_ENDED',
    legSid: marker.legSid,
    outside: false,
    consoleSince: null,
  })
  await console.sees(marker.callSid, { state: 'parked.returning' })
  expect((await viewOf(there, callSid)).state).toBe('parked.waiting')
})
