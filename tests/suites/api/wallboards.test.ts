import { randomUUID } from 'node:crypto'
import { afterAll, beforeAll, beforeEach, expect, onTestFinished, test } from 'vitest'
import { Board, type Screen, ScreenAdded } from '../../../coordinator/protocol/board.ts'
import type { Problem } from '../../../coordinator/protocol/problem.ts'
import { EventStream } from '../../setup/event-stream.ts'
import { keepSecret } from '../../setup/run-logs/keep.ts'
import { textOf } from '../../setup/text-of-site.ts'
import { type Office, openOffice, PASSWORD, type Person } from './office.ts'

const REVOKED_WITHIN_MS = 5_000

let office: Office
/** Another coordinator of the same site. */
let elsewhere: Office
let boss: Person
let marie: Person

beforeAll(async () => {
  const site = randomUUID()
  office = await openOffice({ site })
  elsewhere = await openOffice({ site })
  boss = await office.employ('boss', 'admin')
  await office.accounts.add({ agentId: 'marie', name: 'Marie Ann Lind', role: 'agent', password: PASSWORD })
  marie = await office.employ('marie')
})
afterAll(() => Promise.all([office.close(), elsewhere.close()]))
beforeEach(() => office.redis.del(office.keys.screens))

async function addScreen(names: 'first' | 'none' = 'first', name = 'Hall') {
  const answer = await boss.request('POST', '/api/wallboards', { name, names })
  expect(answer.status).toBe(201)
  const added = ScreenAdded.parse(await answer.json())
  keepSecret(added.token)
  return added
}
const screens = async () => (await (await boss.get('/api/wallboards')).json()) as Screen[]
const bearer = (token: string) => ({ authorization: `Bearer ${token}` })

/** What a screen hears. */
async function openBoard(at: Office, token: string) {
  const closing = new AbortController()
  const answer = await fetch(`${at.url}/api/wallboard`, { headers: bearer(token), signal: closing.signal })
  expect(answer.status).toBe(200)
  const reader = answer.body?.pipeThrough(new TextDecoderStream()).getReader()
  const stream = new EventStream()
  let text = ''
  const read = async () => {
    const { done = true, value = '' } = (await reader?.read()) ?? {}
    text += value
    return { done, events: stream.read(value) }
  }
  return {
    text: () => text,
    /** The next board that is as wanted. */
    async board(is: (board: Board) => boolean = () => true): Promise<Board> {
      for (;;) {
        const { done, events } = await read()
        const boards = events.filter(({ event }) => event === 'board').map(({ data }) => Board.parse(data))
        const found = boards.find(is)
        if (found) return found
        if (done) throw new Error('The stream has ended')
      }
    },
    async ended(): Promise<void> {
      while (!(await read()).done);
    },
    close: () => closing.abort(),
  }
}

test('a screen sees how many wait and who does what, and no caller', async () => {
  const { token } = await addScreen()
  const unnamed = await addScreen('none')
  const [here, there] = [await openBoard(office, token), await openBoard(elsewhere, unnamed.token)]
  const callSid = await office.rings(undefined, { callerNumber: '+12175550166', callerName: 'Rosa Petrov' })
  expect(await here.board(({ waiting }) => waiting.count === 1)).toMatchObject({
    waiting: { since: expect.any(String) },
    lot: { count: 0, since: null, urgent: false },
    people: [
      { name: 'BOSS', state: 'away', talksSince: null },
      { name: 'Marie', state: 'away', talksSince: null },
    ],
    today: { calls: 0, answered: 0, serviceLevel: null },
  })
  const nameless = { name: null, state: 'away', talksSince: null }
  expect((await there.board(({ waiting }) => waiting.count === 1)).people).toEqual([nameless, nameless])
  await marie.command(`${callSid}/claim`)
  await office.joins(callSid, 'marie')
  await here.board(({ people, waiting }) => people[1]?.state === 'talking' && waiting.count === 0)
  await marie.command(`${callSid}/park`, { note: 'wants cake' })
  await here.board(({ lot }) => lot.count === 1)
  for (const it of [here, there]) {
    expect(it.text()).toContain('event: beat\n')
    expect(it.text()).not.toMatch(/Rosa|Petrov|0166|cake|CA[0-9a-f]{8}|Ann|Lind|marie/)
    it.close()
  }
  expect(there.text()).not.toMatch(/marie|boss/i)
  const [shown] = await screens()
  expect(shown?.lastUsedAt).not.toBeNull()
  // Its token is stored nowhere.
  expect(await textOf(office)).not.toContain(token)
  expect(JSON.stringify(await screens())).not.toContain(token)
})

test('the token opens nothing but the board', async () => {
  const { token, id } = await addScreen()
  const { routes, url } = office
  const open = routes.filter(({ access }) => access === 'anyone')
  expect(routes.length - open.length).toBeGreaterThan(60)
  for (const { method, path } of routes) {
    if (`${method} ${path}` === 'GET /api/wallboard') continue
    const headers = { ...bearer(token), cookie: `__Host-switchyard_session=${token}` }
    const answer = await fetch(url + path.replaceAll(/:\w+/g, id), {
      method,
      headers: { ...headers, ...(method === 'GET' ? {} : { 'content-type': 'application/json' }) },
      ...(method === 'GET'
        ? {}
        : { body: JSON.stringify({ username: 'boss', password: token, secret: token }) }),
    })
    const isOpen = open.some((it) => it.method === method && it.path === path)
    const text = await answer.text()
    if (!isOpen) expect([401, 403], `${method} ${path}: ${answer.status}`).toContain(answer.status)
    else expect(answer.headers.getSetCookie().join(), `${method} ${path}`).not.toMatch(/session=[\w-]{20}/)
    expect(text, `${method} ${path}`).not.toMatch(/"agentId"|"callSid"/)
  }
  for (const wrong of [`${token}x`, '', 'x'.repeat(43)])
    expect((await fetch(`${url}/api/wallboard`, { headers: bearer(wrong) })).status).toBe(401)
  // In an address, or in a cookie, it opens nothing either.
  expect((await fetch(`${url}/api/wallboard?token=${token}`)).status).toBe(401)
})

test('a screen that is revoked is dark within five seconds, at every coordinator', async () => {
  const { token, id } = await addScreen()
  const boards = [await openBoard(office, token), await openBoard(elsewhere, token)]
  for (const it of boards) await it.board()
  const began = performance.now()
  expect((await boss.request('DELETE', `/api/wallboards/${id}`)).status).toBe(204)
  await Promise.all(boards.map((it) => it.ended()))
  expect(performance.now() - began).toBeLessThan(REVOKED_WITHIN_MS)
  expect((await fetch(`${office.url}/api/wallboard`, { headers: bearer(token) })).status).toBe(401)
  expect((await boss.request('DELETE', `/api/wallboards/${id}`)).status).toBe(404)
  await office.audit.flush()
  const entries = (await (await boss.get('/api/audit?limit=100')).json()) as {
    what: string
    target: string
  }[]
  for (const what of ['screen_added', 'screen_revoked'])
    expect(entries).toContainEqual(expect.objectContaining({ what, target: 'Hall', who: 'boss' }))
  expect(JSON.stringify(entries)).not.toContain(token)
})

test('screens and their streams are bounded', async () => {
  const { token } = await addScreen()
  const open = []
  for (let n = 0; n < 4; n++) open.push(await openBoard(office, token))
  const more = await fetch(`${office.url}/api/wallboard`, { headers: bearer(token) })
  expect([more.status, more.headers.get('retry-after')]).toEqual([429, '30'])
  for (const it of open) it.close()
  const answers = []
  while ((await screens()).length < 20)
    answers.push((await boss.request('POST', '/api/wallboards', { name: 'x' })).status)
  expect(new Set(answers)).toEqual(new Set([201]))
  const tooMany = await boss.request('POST', '/api/wallboards', { name: 'one more' })
  expect([tooMany.status, ((await tooMany.json()) as Problem).detail]).toEqual([
    400,
    expect.stringContaining('revoke one first'),
  ])
})

test('only administrators make screens, and prove first who they are', async () => {
  const other = await openOffice()
  onTestFinished(() => other.close())
  const owner = await other.employ('owner', 'admin')
  for (const role of ['agent', 'supervisor', 'ops'] as const) {
    const somebody = await other.employ(`some_${role}`, role)
    for (const [method, path] of [
      ['GET', '/api/wallboards'],
      ['POST', '/api/wallboards'],
      ['DELETE', '/api/wallboards/x'],
    ] as const)
      expect((await somebody.request(method, path)).status).toBe(403)
  }
  expect((await owner.request('POST', '/api/wallboards', { name: ' ' })).status).toBe(400)
  other.passTime(11 * 60_000)
  const answer = await owner.request('POST', '/api/wallboards', { name: 'Hall' })
  expect(((await answer.json()) as Problem).code).toBe('confirmation_required')
})
