import { randomUUID } from 'node:crypto'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { until } from '../../setup/desk.ts'
import { type Office, openOffice, problemIn } from './office.ts'

let office: Office
beforeAll(async () => {
  office = await openOffice()
})
afterAll(() => office.close())

const FACTS = { secure: true, microphone: true, output: true, sound: true, softphone: true, visible: true }

async function atConsole(agentId: string) {
  const person = await office.employ(agentId)
  const consoleId = randomUUID()
  await office.agents.send(agentId, agentId, {
    type: 'STREAM_OPENED',
    streamId: consoleId,
    coordinatorId: 'one',
  })
  await person.request('PUT', '/api/me/presence', { presence: 'available' })
  const echoes = (facts: object, id: string = consoleId) =>
    person.request('POST', `/api/me/consoles/${id}`, { seen: 1, facts })
  return { person, consoleId, echoes }
}
const rings = (agentId: string) => office.desk.agent(agentId)?.rings

test('the echo of a console proves that it rings, or says why it does not', async () => {
  const { person, echoes } = await atConsole('ada')
  expect((await echoes(FACTS)).status).toBe(204)
  await until(() => rings('ada')?.ok)
  expect((await echoes({ ...FACTS, microphone: false })).status).toBe(204)
  await until(() => rings('ada')?.why === 'microphone_blocked')
  const agents: unknown = await (await person.get('/api/agents')).json()
  expect(agents).toMatchObject([{ agentId: 'ada', rings: { ok: false, why: 'microphone_blocked' } }])
})

test('an echo of a console that is not the agent’s own is not found, and one without facts is not valid', async () => {
  const { consoleId } = await atConsole('bob')
  const { echoes } = await atConsole('cat')
  for (const id of [consoleId, randomUUID(), 'constructor'])
    expect(await problemIn(await echoes(FACTS, id))).toMatchObject({ status: 404, code: 'not_found' })
  const answer = await echoes({ ...FACTS, sound: 'perhaps' })
  expect(await problemIn(answer)).toMatchObject({ status: 400, errors: [{ path: 'facts.sound' }] })
  expect(rings('bob')?.why).toBe('unproven')
})

test('a console says for which call it rings', async () => {
  const { person, consoleId } = await atConsole('dan')
  await until(() => office.desk.availability().freeAgents.includes('dan'))
  const callSid = await office.rings()
  const ringing = () => person.command(`${callSid}/ringing`, { consoleId })
  expect([(await ringing()).status, (await ringing()).status]).toEqual([204, 204])
  const call: unknown = await (await person.get(`/api/calls/${callSid}`)).json()
  expect(call).toMatchObject({ rev: 2, ringingAt: ['dan'] })
})

test('a role that does not answer rings for no call', async () => {
  const ops = await office.employ('olga', 'ops')
  const answer = await ops.command(`${await office.rings()}/ringing`, { consoleId: randomUUID() })
  expect(await problemIn(answer)).toMatchObject({ status: 403, code: 'forbidden' })
})
