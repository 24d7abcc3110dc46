import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { ConsoleStream } from '../../../coordinator/feed/console-stream.ts'
import { OpenConsoles } from '../../bench/consoles.ts'
import {
  makeAvailable,
  openDesk,
  rings,
  sendCommand,
  type TestCoordinator,
  type TestDesk,
  until,
} from '../../setup/desk.ts'
import { serveFeed } from '../../setup/live-client.ts'

let desk: TestDesk
let here: TestCoordinator
let feed: Awaited<ReturnType<typeof serveFeed>>

beforeEach(async () => {
  desk = await openDesk()
  here = await desk.open()
  feed = await serveFeed(here)
  await makeAvailable(here, 'ann', 'bob')
})
afterEach(async () => {
  feed.close()
  await desk.close()
})

test('one person has at most 32 consoles open, and others are let in all the same', async () => {
  const open = await Promise.all(Array.from({ length: 32 }, () => feed.watch('ann')))
  await until(() => here.feed.consoleCount === 32)
  await expect(feed.watch('ann')).rejects.toThrow()
  await feed.watch('bob')
  open[0]?.leave()
  await until(() => here.feed.consoleCount === 32)
  await feed.watch('ann')
  await until(() => here.feed.consoleCount === 33)
})

test('a console that does not read is gone within 5 s of its agent’s being shut out', async () => {
  const stuck = await feed.watch('ann')
  stuck.response.pause()
  const callSid = await rings(here)
  const view = JSON.stringify({ ...here.desk.call(callSid), callerName: 'x'.repeat(100_000) })
  const tell = `for n = 1, 200 do redis.call('XADD', KEYS[1], '*', 't', 'call', 'd', ARGV[1]) end`
  await desk.redis.eval(tell, 1, desk.keys.feed, view)
  await until(() => here.desk.call(callSid)?.callerName?.length === 100_000)
  await here.sessions.closeAllOf('ann')
  await until(() => here.feed.consoleCount === 0, 8_000)
})

test('a thousand consoles all get what happens, and nobody waits for the one that does not read', async () => {
  const people = Array.from({ length: 40 }, (_, n) => `agent_${n}`)
  const consoles = new OpenConsoles()
  const asked = Array.from({ length: 999 }, (_, n) => ({ 'x-agent': people[n % 40] ?? '' }))
  await consoles.open(`http://127.0.0.1:${feed.port}`, '/', asked)
  const stuck = await feed.watch('ann')
  stuck.response.pause()
  await until(() => here.feed.consoleCount === 1000, 30_000)
  const callSid = await rings(here)
  const heard = consoles.heard('"state":"active.connecting"')
  await sendCommand(here, callSid, 'bob', 'CLAIM')
  await heard
  consoles.close()
  stuck.leave()
  await until(() => here.feed.consoleCount === 0, 30_000)
}, 90_000)

describe('a console that takes nothing', () => {
  const ALL = { id: '1', console: { agentId: 'ann' } as ConsoleStream['console'] }

  function stuck() {
    let now = 0
    let dropped = 0
    const response = {
      writableLength: 1_000_000,
      writableEnded: false,
      destroyed: false,
      on: () => response,
      flushHeaders: () => undefined,
      write: () => false,
      destroy: () => Object.assign(response, { destroyed: true }),
    }
    const runtime = { elapsed: () => now, after: () => () => undefined }
    const stream = new ConsoleStream(ALL.id, ALL.console, response as never, runtime, () => dropped++)
    const send = (subject: string) => {
      const bytes = Buffer.from(subject)
      stream.send([{ subject, bytes }], bytes)
    }
    return { stream, response, send, pass: (ms: number) => (now += ms), dropped: () => dropped }
  }

  test('is closed after half a minute, once', () => {
    const { stream, response, send, pass, dropped } = stuck()
    send('CA1')
    pass(29_000)
    stream.dropIfStalled()
    expect(response.destroyed).toBe(false)
    pass(2_000)
    stream.dropIfStalled()
    stream.dropIfStalled()
    expect(response.destroyed).toBe(true)
    expect(dropped()).toBe(1)
  })

  test('is owed the newest word on 5,000 things, and is closed for more', () => {
    const { response, send, dropped } = stuck()
    for (let times = 0; times < 3; times++) for (let n = 0; n < 5_000; n++) send(`CA${n}`)
    expect(response.destroyed).toBe(false)
    send('one more')
    expect(response.destroyed).toBe(true)
    expect(dropped()).toBe(1)
  })
})
