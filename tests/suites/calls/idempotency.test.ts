import { afterEach, beforeEach, describe, expect, inject, test } from 'vitest'
import {
  makeAvailable,
  openDesk,
  rings,
  sendCommand,
  type TestCoordinator,
  type TestDesk,
  talking,
} from '../../setup/desk.ts'
import { openRedisProxy, type RedisProxy } from '../../setup/redis-proxy.ts'

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

describe('a command that comes twice under one key', () => {
  test('is carried out once, and answered as the first time, wherever it comes', async () => {
    const { callSid } = await talking(here, 'ann')
    const first = await sendCommand(here, callSid, 'ann', 'HOLD', 'k1')
    await sendCommand(here, callSid, 'ann', 'RESUME', 'k2')
    const revBefore = (await here.calls.state(callSid))?.rev
    for (const host of [here, there])
      expect(await sendCommand(host, callSid, 'ann', 'HOLD', 'k1')).toEqual({ ...first, replayed: true })
    expect((await here.calls.state(callSid))?.rev).toBe(revBefore)
    expect(first).toMatchObject({ ok: true, replayed: false, view: { state: 'active.held' } })
  })

  test('is refused as the first time, even if it would be granted now', async () => {
    const { callSid } = await talking(here, 'ann')
    const refused = await sendCommand(here, callSid, 'ann', 'RESUME', 'k1')
    expect(refused).toMatchObject({ ok: false, code: 'not_in_state' })
    await sendCommand(here, callSid, 'ann', 'HOLD')
    for (const host of [here, there])
      expect(await sendCommand(host, callSid, 'ann', 'RESUME', 'k1')).toEqual({ ...refused, replayed: true })
    expect(await sendCommand(there, callSid, 'ann', 'RESUME', 'k2')).toMatchObject({ ok: true })
  })

  test('at the same instant is carried out once', async () => {
    const callSid = await rings(here)
    const replies = await Promise.all(
      Array.from({ length: 10 }, (_, n) => sendCommand(n % 2 ? here : there, callSid, 'ann', 'CLAIM', 'k1')),
    )
    expect(replies.every(({ ok, view }) => ok && view?.rev === 2)).toBe(true)
    expect(replies.filter(({ replayed }) => !replayed)).toHaveLength(1)
  })

  test('after the call has ended is answered as the first time', async () => {
    const { callSid } = await talking(here, 'ann')
    await sendCommand(here, callSid, 'ann', 'HANGUP', 'k1')
    expect(await sendCommand(there, callSid, 'ann', 'HANGUP', 'k1')).toMatchObject({
      ok: true,
      replayed: true,
    })
    expect(await sendCommand(there, callSid, 'ann', 'HANGUP', 'k2')).toMatchObject({
      ok: false,
      code: 'call_ended',
    })
  })

  test('is remembered among the last 64 keys while other things happen to the call', async () => {
    const { callSid } = await talking(here, 'ann')
    await sendCommand(here, callSid, 'ann', 'HOLD', 'first')
    // News of Twilio's, of the desk and of agents without a key take no key's place.
    for (let n = 0; n < 70; n++) {
      await sendCommand(here, callSid, 'ann', n % 2 ? 'HOLD' : 'RESUME')
      const delivery = { key: `leg:CA${n}`, keyKind: 'webhook' as const }
      await here.calls.send(callSid, { type: 'LEG_CONNECTED', legSid: `CA${n}`, agentId: 'bob' }, delivery)
    }
    for (let n = 0; n < 63; n++) await sendCommand(here, callSid, 'ann', n % 2 ? 'HOLD' : 'RESUME', `k${n}`)
    expect(await sendCommand(there, callSid, 'ann', 'HOLD', 'first')).toMatchObject({
      ok: true,
      replayed: true,
    })
    await sendCommand(here, callSid, 'ann', 'RESUME', 'one more')
    expect((await sendCommand(there, callSid, 'ann', 'HOLD', 'first')).replayed).toBe(false)
    expect(await desk.redis.hlen(desk.keys.requests(callSid))).toBeLessThanOrEqual(3 * (64 * 2 + 1))
  })
})

describe('a reply that is lost on its way back', () => {
  let proxy: RedisProxy
  beforeEach(async () => {
    proxy = await openRedisProxy(inject('redisUrl').slice('unix:'.length))
  })
  afterEach(() => proxy.close())

  test.each([undefined, 'k1'])('costs nothing: the command was carried out once, key %s', async (key) => {
    const far = await desk.open({ redisUrl: proxy.url })
    const callSid = await rings(here)
    await sendCommand(far, callSid, 'bob', 'DECLINE')
    proxy.loseReplyTo('evalsha')
    const reply = await sendCommand(far, callSid, 'ann', 'CLAIM', key)
    expect(reply).toMatchObject({ ok: true, view: { agentId: 'ann', rev: 3, state: 'active.connecting' } })
    expect((await here.calls.state(callSid))?.rev).toBe(3)
    const sent = proxy.asked.filter((words) => words.some((word) => word.includes('"event":"CLAIM"')))
    expect(sent.length).toBe(2)
    await far.close()
  })

  test('costs no caller who has just arrived', async () => {
    const far = await desk.open({ redisUrl: proxy.url })
    await rings(far)
    proxy.loseReplyTo('evalsha')
    const callSid = await rings(far)
    expect((await here.calls.state(callSid))?.view).toMatchObject({ state: 'ringing.offering', rev: 1 })
    await far.close()
  })
})
