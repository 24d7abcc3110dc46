import { once } from 'node:events'
import { get, type IncomingMessage } from 'node:http'
import { afterEach, beforeEach, describe, expect, inject, onTestFinished, test } from 'vitest'
import { accountAnnouncer } from '../../../coordinator/accounts/account-announcer.ts'
import { restoreDesk } from '../../../coordinator/feed/restore.ts'
import type { Revocation } from '../../../coordinator/sessions/revocation.ts'
import { upgradeAgent } from '../../../migrations/index.ts'
import { openDesk, type TestCoordinator, type TestDesk, until } from '../../setup/desk.ts'
import { type ServedCoordinator, serveCoordinator } from '../../setup/serve.ts'
import { openTcpProxy } from '../../setup/tcp-proxy.ts'

let desk: TestDesk
let here: TestCoordinator
let served: ServedCoordinator

beforeEach(async () => {
  desk = await openDesk()
  here = await desk.open()
  served = await serveCoordinator(here)
})
afterEach(async () => {
  served.close()
  await desk.close()
})

/** Opens a stream. Its text grows for as long as it is open. */
async function stream(cookie: string, url = served.url) {
  const request = get(`${url}/api/events`, { headers: { cookie }, agent: false })
  const [response] = (await once(request, 'response')) as [IncomingMessage]
  const opened = { status: response.statusCode, text: '', closed: false }
  response.setEncoding('utf8').on('data', (text: string) => {
    opened.text += text
  })
  response.on('close', () => {
    opened.closed = true
  })
  response.on('error', () => undefined)
  return opened
}

test('of many streams that open while their agent is disabled, none goes on', async () => {
  const ann = await served.employ('ann')
  const bob = await served.employ('bob')
  const opening = Array.from({ length: 30 }, () => stream(ann))
  await until(() => here.feed.consoleCount > 3)
  await here.accounts.setDisabled('ann', true)
  await here.sessions.closeAllOf('ann')
  const opened = await Promise.all(opening)
  await until(() => opened.every(({ status, closed }) => closed || status === 401))
  expect(here.feed.consoleCount).toBe(0)
  expect((await stream(ann)).status).toBe(401)
  expect((await stream(bob)).status).toBe(200)
})

test('a stream whose session ends before it is among the open ones is closed, and its page told', async () => {
  const ann = await served.employ('ann')
  const { send } = here.agents
  // The report of an open console is what a stream waits for.
  here.agents.send = async (agentId, name, event, origin) => {
    const view = await send(agentId, name, event, origin)
    if (event.type === 'STREAM_OPENED') {
      await here.sessions.closeAllOf('ann')
      await until(() => here.sessions.known(ann.split('=')[1] ?? '') === null)
    }
    return view
  }
  const opened = await stream(ann)
  await until(() => opened.closed)
  expect(opened.text).toContain('event: signedOut')
  expect(here.feed.consoleCount).toBe(0)
})

test('four hundred streams that one agent opens at once are 32, and the places of those that fail are free again', async () => {
  const ann = await served.employ('ann')
  const all = await Promise.all(Array.from({ length: 400 }, () => stream(ann)))
  expect(all.filter(({ status }) => status === 200)).toHaveLength(32)
  expect(all.filter(({ status }) => status === 429)).toHaveLength(368)
  expect(here.feed.consoleCount).toBe(32)
})

test('a HEAD request for the stream opens none', async () => {
  const ann = await served.employ('ann')
  const asked = await fetch(`${served.url}/api/events`, { method: 'HEAD', headers: { cookie: ann } })
  expect([asked.status, asked.headers.get('content-type')]).toEqual([
    200,
    expect.stringContaining('text/event-stream'),
  ])
  expect(here.feed.consoleCount).toBe(0)
})

test('after a loss of Redis, the sessions of disabled and changed accounts stay lost', async () => {
  const cookies = {
    ann: await served.employ('ann'),
    bob: await served.employ('bob'),
    eve: await served.employ('eve'),
  }
  const streams = await Promise.all(Object.values(cookies).map((cookie) => stream(cookie)))
  const [ann, bob, eve] = streams
  const known = {
    agents: here.desk.agents(),
    office: here.desk.office(),
    settings: here.live.stored(),
    groups: here.desk.groups(),
    contacts: [],
  }
  // Redis has lost the sessions, and not what has become of the accounts since.
  for (const key of await desk.redis.keys(`${desk.keys.prefix}session*`)) await desk.redis.del(key)
  await here.accounts.setDisabled('bob', true)
  await here.accounts.setRole('eve', 'supervisor')
  await restoreDesk(here, known)
  await until(() => bob?.closed && eve?.closed)
  expect(ann?.closed).toBe(false)
  expect([...(await here.sessions.agentsSignedIn())]).toEqual(['ann'])
})

describe('what a process has not read because its connection to Redis broke', () => {
  /** Writes to the feed at once, and the process reads none of it: it loads the desk again. */
  async function missed(...revocations: Revocation[]) {
    const entries = desk.redis.multi()
    for (const it of revocations) entries.xadd(desk.keys.feed, '*', 't', 'revoked', 'd', JSON.stringify(it))
    const written = entries.exec()
    here.feed.reloadSoon()
    await written
  }
  /** Another process ends the sessions of an agent. */
  async function ended(agentId: string) {
    for (const { hash } of await here.sessions.listOf(agentId))
      await desk.redis.del(`${desk.keys.prefix}session:${hash}`)
  }
  const all = (agentId: string): Revocation => ({ agentId, sessionHash: null, madeRoom: false })

  test('ends streams and sessions all the same', async () => {
    const ann = await served.employ('ann')
    const bob = await served.employ('bob')
    const [hers, his] = await Promise.all([ann, bob].map((cookie) => stream(cookie)))
    await ended('ann')
    await missed(all('ann'))
    await until(() => hers?.closed)
    expect(hers?.text).toContain('event: signedOut')
    expect((await fetch(`${served.url}/api/me`, { headers: { cookie: ann } })).status).toBe(401)
    expect(his?.closed).toBe(false)
  })

  test('lets every browser prove its session, when there was too much to be known', async () => {
    const ann = await served.employ('ann')
    const bob = await served.employ('bob')
    const [hers, his] = await Promise.all([ann, bob].map((cookie) => stream(cookie)))
    await ended('ann')
    await missed(all('ann'), ...Array.from({ length: 1_000 }, () => all('nobody')))
    await until(() => hers?.closed && his?.closed)
    expect(his?.text).not.toContain('event: signedOut')
    expect((await stream(ann)).status).toBe(401)
    expect((await stream(bob)).status).toBe(200)
  })
})

test('an account that is disabled while a process cannot reach Redis has no stream there once it can', async () => {
  const line = await openTcpProxy([{ path: inject('redisUrl').slice('unix:'.length) }])
  onTestFinished(line.close)
  const cutOff = await desk.open({ redisUrl: `redis://${line.address}` })
  const behind = await serveCoordinator(cutOff)
  onTestFinished(behind.close)
  const ann = await served.employ('ann')
  const opened = await stream(ann, behind.url)
  await until(() => opened.text.includes('event: snapshot'))
  line.set('refuses')
  await until(() => !cutOff.feed.reachable)
  await here.accounts.setDisabled('ann', true)
  await accountAnnouncer(desk.redis, desk.keys, desk.clock, upgradeAgent)('ann', { type: 'disabled' })
  expect(opened.closed).toBe(false)
  line.set('carries')
  await until(() => opened.closed)
  expect(opened.text).toContain('event: signedOut')
  expect((await fetch(`${behind.url}/api/me`, { headers: { cookie: ann } })).status).toBe(401)
}, 30_000)
