import { expect, test } from 'vitest'
import { createVoicemails } from '../../../coordinator/calls/voicemails.ts'
import { messagesAndHours } from '../../../migrations/0002-messages-and-hours.ts'
import { applyMigrations } from '../../../migrations/runner.ts'
import { openDesk, rings } from '../../setup/desk.ts'

/** As the version before left it: a recording's sid, and nothing else of this. */
async function asBefore(
  desk: Awaited<ReturnType<typeof openDesk>>,
  callSid: string,
  recordingSid: string | null,
  limits: object,
) {
  const json = (await desk.redis.hget(desk.keys.call(callSid), 'snapshot')) ?? ''
  const snapshot = JSON.parse(json)
  const { closed: _, greeting: __, message: ___, ...context } = snapshot.context
  const before = JSON.stringify({ ...snapshot, context: { ...context, limits, recordingSid } })
  await desk.redis.hset(desk.keys.call(callSid), 'snapshot', before, 'version', 1)
  await desk.redis.hdel(desk.keys.call(callSid), 'voicemail')
}

test('messages that were left before are listed, and calls on the line go on', async () => {
  const desk = await openDesk()
  const office = await desk.open()
  const [live, left] = [await rings(office), await rings(office)]
  await office.calls.send(left, { type: 'CALLER_ENDED', status: 'completed' })
  // An ended call had its limits still.
  const { limits } = office.settings
  await asBefore(desk, live, null, limits)
  await asBefore(desk, left, 'RE1', limits)
  const { redis, keys } = desk
  const steps = [{ ...messagesAndHours, id: 1 }]
  expect(await applyMigrations({ redis, keys, steps })).toMatchObject([{ calls: 2 }])
  const page = await createVoicemails(redis, keys).page(null, 10)
  expect(page).toMatchObject({ unheard: 1, voicemails: [{ callSid: left, durationS: null, heardBy: null }] })
  const again = await desk.open()
  expect((await again.calls.state(left))?.snapshot.context.message).toMatchObject({ recordingSid: 'RE1' })
  expect((await again.calls.state(live))?.snapshot.context).toMatchObject({ closed: null, message: null })
  expect((await again.calls.send(left, { type: 'HEARD', by: 'ann', role: 'agent' })).ok).toBe(true)
  expect((await createVoicemails(redis, keys).page(null, 10)).unheard).toBe(0)
  await desk.close()
})
