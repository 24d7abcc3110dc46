import { randomUUID } from 'node:crypto'
import { afterAll, beforeAll, expect, test, vi } from 'vitest'
import type { AgentView } from '../../../coordinator/protocol/agent-view.ts'
import { Board } from '../../../coordinator/protocol/board.ts'
import type { CallView } from '../../../coordinator/protocol/call-view.ts'
import { DeskSnapshot } from '../../../coordinator/protocol/feed.ts'
import type { TimelineEntry } from '../../../coordinator/protocol/timeline.ts'
import { EventStream } from '../../setup/event-stream.ts'
import { type Office, openOffice, type Person, problemIn, viewIn } from './office.ts'

let office: Office
let mia: Person
let olga: Person
let boss: Person
let owner: Person

beforeAll(async () => {
  office = await openOffice({
    carrier: { dial: async () => `CA${randomUUID().replaceAll('-', '')}`, cancel: async () => undefined },
  })
  mia = await office.employ('mia')
  olga = await office.employ('olga', 'ops')
  boss = await office.employ('boss', 'supervisor')
  owner = await office.employ('owner', 'admin')
  await boss.request('PUT', '/api/me/presence', { presence: 'available' })
})
afterAll(() => office.close())

async function showListeningTo(roles: string[] | null) {
  const { rev } = (await (await owner.get('/api/settings')).json()) as { rev: number }
  const body = { settings: { LISTENING_SHOWN_TO: { value: roles } } }
  const answer = await owner.request('PUT', '/api/settings', body, { 'if-match': `"${rev}"` })
  expect(answer.status).toBe(200)
}

async function miaTalks(): Promise<string> {
  const callSid = await office.rings()
  await mia.command(`${callSid}/claim`)
  await office.joins(callSid, 'mia')
  return callSid
}
const supervise = (callSid: string, mode: string) =>
  boss.request('PUT', `/api/calls/${callSid}/monitor`, { mode })
const hangUp = (callSid: string) => owner.command(`${callSid}/hangup`)
const json = async <T>(person: Person, path: string) => (await (await person.get(path)).json()) as T

/** All that a console hears. */
async function stream(person: Person, lastEventId = '') {
  const closing = new AbortController()
  const { body } = await fetch(`${office.url}/api/events`, {
    headers: { cookie: person.cookie, 'last-event-id': lastEventId },
    signal: closing.signal,
  })
  const events: ReturnType<EventStream['read']> = []
  const parser = new EventStream()
  const reading = (async () => {
    for await (const text of body?.pipeThrough(new TextDecoderStream()) ?? [])
      events.push(...parser.read(text))
  })().catch(() => undefined)
  const dataOf = (name: string) => events.filter(({ event }) => event === name).map(({ data }) => data)
  await vi.waitUntil(() => events.length > 0)
  return {
    events,
    calls: () => dataOf('call') as CallView[],
    boss: () => (dataOf('agent') as AgentView[]).filter(({ agentId }) => agentId === 'boss'),
    snapshots: () => dataOf('snapshot').map((data) => DeskSnapshot.parse(data)),
    lastId: () => events.findLast(({ id }) => id !== null)?.id ?? '',
    close: () => {
      closing.abort()
      return reading
    },
  }
}
type Stream = Awaited<ReturnType<typeof stream>>

const sees = (it: Stream, fits: (call: CallView) => boolean) => vi.waitUntil(() => it.calls().some(fits))
const bossIn = (agents: readonly AgentView[]) => agents.find(({ agentId }) => agentId === 'boss')
const AWAY = { presence: 'away', callSid: null }

/** What a person is told of a call and of the supervisor, by all that answers. */
async function told(person: Person, callSid: string) {
  const [call, calls, agents, history, fresh] = await Promise.all([
    json<CallView>(person, `/api/calls/${callSid}`),
    json<CallView[]>(person, '/api/calls'),
    json<AgentView[]>(person, '/api/agents'),
    json<TimelineEntry[]>(person, `/api/calls/${callSid}/history`),
    stream(person),
  ])
  await fresh.close()
  const snapshot = fresh.snapshots()[0]
  return {
    supervisions: [call, ...calls, ...(snapshot?.calls ?? [])].map(({ supervision }) => supervision?.mode),
    boss: [bossIn(agents), bossIn(snapshot?.agents ?? [])],
    history: history.filter(({ by }) => by === 'boss').map(({ event }) => event),
  }
}

test('who listens is shown to supervisors and administrators alone, where the office says so', async () => {
  await showListeningTo([])
  const callSid = await miaTalks()
  const [agent, ops, supervisor] = await Promise.all([stream(mia), stream(olga), stream(owner)])
  const callSids = { callSid }
  await supervise(callSid, 'listen')
  await office.joins(callSid, 'boss')
  await sees(supervisor, ({ supervision }) => supervision?.joined === true)
  await vi.waitUntil(() => supervisor.boss().some((view) => view.callSid === callSid))

  const seen = { supervisions: ['listen', 'listen', 'listen'], history: ['SUPERVISE', 'LEG_CONNECTED'] }
  const unseen = { supervisions: [undefined, undefined, undefined], history: [] }
  for (const person of [owner, boss])
    expect(await told(person, callSid)).toMatchObject({ ...seen, boss: [callSids, callSids] })
  for (const person of [mia, olga])
    expect(await told(person, callSid)).toMatchObject({ ...unseen, boss: [AWAY, AWAY] })

  const held = await viewIn(await mia.command(`${callSid}/hold`))
  expect([held.state, held.supervision]).toEqual(['active.held', null])
  const refused = await problemIn(await mia.command(`${callSid}/hold`))
  expect(refused.call).toMatchObject({ state: 'active.held', supervision: null })
  for (const it of [agent, ops]) {
    await sees(it, ({ state }) => state === 'active.held')
    await vi.waitUntil(() => it.boss().length > 0)
    expect(it.calls().map(({ supervision }) => supervision)).not.toContainEqual(expect.anything())
    expect(it.boss()).toEqual(it.boss().map((view) => ({ ...view, ...AWAY })))
  }
  await hangUp(callSid)
  await Promise.all([agent, ops, supervisor].map((it) => it.close()))
})

test('a call to a number that is repeated does not show who listens', async () => {
  await showListeningTo([])
  const dial = () =>
    mia.request('POST', '/api/calls', { to: '+12175550147' }, { 'idempotency-key': 'a number, once' })
  const { callSid } = await viewIn(await dial())
  await office.joins(callSid, 'mia')
  await office.calls.send(callSid, { type: 'ANSWERED' })
  await supervise(callSid, 'listen')
  expect(await viewIn(await dial())).toMatchObject({ callSid, state: 'active.talking', supervision: null })
  await hangUp(callSid)
})

test('who is heard is shown to everybody, until they only listen again; and so is who takes the call over', async () => {
  await showListeningTo([])
  const callSid = await miaTalks()
  const agent = await stream(mia)
  await supervise(callSid, 'join')
  await boss.request('DELETE', `/api/calls/${callSid}/monitor`)
  await supervise(callSid, 'listen')
  await office.joins(callSid, 'boss')
  expect((await told(mia, callSid)).history).toEqual(['SUPERVISE', 'UNSUPERVISE'])
  await supervise(callSid, 'whisper')
  await sees(agent, ({ supervision }) => supervision?.mode === 'whisper')
  const { supervision, updatedAt } = agent.calls().at(-1) ?? {}
  expect(supervision).toMatchObject({ by: 'boss', at: updatedAt })
  await vi.waitUntil(() => agent.boss().at(-1)?.callSid === callSid)

  await supervise(callSid, 'listen')
  await vi.waitUntil(() => agent.boss().at(-1)?.callSid === null)
  expect(agent.calls().at(-1)?.supervision).toBeNull()
  const whispered = ['SUPERVISE', 'UNSUPERVISE']
  expect((await told(mia, callSid)).history).toEqual(['SUPERVISE', 'UNSUPERVISE', ...whispered])
  const heard = ['SUPERVISE', 'LEG_CONNECTED', 'SUPERVISE', 'SUPERVISE']
  expect((await told(owner, callSid)).history).toEqual(['SUPERVISE', 'UNSUPERVISE', ...heard])

  await boss.command(`${callSid}/take-over`)
  await vi.waitUntil(() => agent.boss().at(-1)?.callSid === callSid)
  expect(agent.calls().at(-1)).toMatchObject({ agentId: 'boss', supervision: null })
  expect((await told(mia, callSid)).history.at(-1)).toBe('TAKE_OVER')
  await hangUp(callSid)
  await agent.close()
})

test('a console that comes back gets what it missed, without who listened', async () => {
  await showListeningTo([])
  const callSid = await miaTalks()
  const before = await stream(mia)
  await before.close()
  await supervise(callSid, 'listen')
  await mia.command(`${callSid}/hold`)
  const back = await stream(mia, before.lastId())
  await sees(back, ({ state }) => state === 'active.held')
  await vi.waitUntil(() => back.boss().length > 0)
  expect(back.snapshots()).toEqual([])
  expect(back.calls().map(({ supervision }) => supervision)).toEqual([null, null])
  expect(back.boss()).toMatchObject([AWAY])
  await hangUp(callSid)
  await back.close()
})

test('a change of the setting counts at once on open desks, and only theirs begin again', async () => {
  await showListeningTo(null)
  const callSid = await miaTalks()
  const [agent, supervisor] = await Promise.all([stream(mia), stream(owner)])
  await supervise(callSid, 'listen')
  await sees(agent, ({ supervision }) => supervision?.by === 'boss')
  expect(await told(mia, callSid)).toMatchObject({ supervisions: ['listen', 'listen', 'listen'] })

  await showListeningTo(['ops'])
  await vi.waitUntil(() => agent.snapshots().length === 2)
  const shown = agent.snapshots()[1]
  expect(shown?.calls.map(({ supervision }) => supervision)).toEqual([null])
  expect(bossIn(shown?.agents ?? [])).toMatchObject(AWAY)
  expect(await told(olga, callSid)).toMatchObject({ boss: [{ callSid }, { callSid }] })

  await showListeningTo(null)
  await vi.waitUntil(() => agent.snapshots().length === 3)
  expect(agent.snapshots()[2]?.calls).toMatchObject([{ supervision: { by: 'boss' } }])
  expect(supervisor.snapshots()).toHaveLength(1)
  await hangUp(callSid)
  await Promise.all([agent.close(), supervisor.close()])
})

test('a screen on the wall shows what agents may see', async () => {
  await showListeningTo([])
  const callSid = await miaTalks()
  await supervise(callSid, 'listen')
  const { token } = (await (await owner.request('POST', '/api/wallboards', { name: 'Hall' })).json()) as {
    token: string
  }
  const answer = await fetch(`${office.url}/api/wallboard`, { headers: { authorization: `Bearer ${token}` } })
  const reader = answer.body?.pipeThrough(new TextDecoderStream()).getReader()
  const parser = new EventStream()
  const events: ReturnType<EventStream['read']> = []
  while (!events.some(({ event }) => event === 'board'))
    events.push(...parser.read((await reader?.read())?.value ?? ''))
  const { people } = Board.parse(events.find(({ event }) => event === 'board')?.data)
  expect(people.find(({ name }) => name === 'BOSS')).toMatchObject({ state: 'away', talksSince: null })
  expect(people.find(({ name }) => name === 'MIA')).toMatchObject({ state: 'talking' })
  await reader?.cancel()
  await hangUp(callSid)
})
