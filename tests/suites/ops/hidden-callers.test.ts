import { once } from 'node:events'
import { get, type IncomingMessage } from 'node:http'
import { afterAll, beforeAll, expect, test } from 'vitest'
import {
  makeAvailable,
  openDesk,
  rings,
  sendCommand,
  type TestCoordinator,
  type TestDesk,
  talking,
  until,
} from '../../setup/desk.ts'
import { type ServedCoordinator, serveCoordinator } from '../../setup/serve.ts'

/** Of the callers of `rings`, and of the note and the transfer below. */
const PRIVATE = ['2175550142', 'Ada', '2175550100', 'call back about the invoice', '2175550199']

let desk: TestDesk
let here: TestCoordinator
let served: ServedCoordinator
let olga: string
let ann: string

beforeAll(async () => {
  desk = await openDesk()
  here = await desk.open()
  served = await serveCoordinator(here)
  olga = await served.employ('olga', 'ops')
  ann = await served.employ('ann')
  await makeAvailable(here, 'ann', 'bob')
})
afterAll(async () => {
  served.close()
  await desk.close()
})

/** The text of a stream, which grows for as long as it is open. */
async function stream(cookie: string, lastEventId = '') {
  const headers = { cookie, 'last-event-id': lastEventId }
  const request = get(`${served.url}/api/events`, { headers, agent: false })
  const [response] = (await once(request, 'response')) as [IncomingMessage]
  const opened = { text: '' }
  response.setEncoding('utf8').on('data', (text: string) => {
    opened.text += text
  })
  response.on('error', () => undefined)
  return opened
}

const secretsIn = (text: string) => PRIVATE.filter((secret) => text.includes(secret))
const lastIdIn = (text: string) => [...text.matchAll(/^id: (\S+)$/gm)].at(-1)?.[1]

test('who looks after the service sees states and times of calls, and no names, numbers or notes', async () => {
  const before = await rings(here)
  const forOps = await stream(olga)
  const forAgent = await stream(ann)
  const { callSid } = await talking(here, 'ann')
  const park = { type: 'PARK', by: 'ann', role: 'agent', note: 'call back about the invoice' } as const
  await here.calls.send(callSid, park)
  await sendCommand(here, callSid, 'bob', 'UNPARK')
  const shown = ({ text }: { text: string }) => text.includes(callSid) && text.includes('"active.connecting"')
  await until(() => shown(forOps) && shown(forAgent))
  const resumed = await stream(olga, lastIdIn(forOps.text))
  await until(() => resumed.text.includes('event: snapshot'))

  const paths = [
    '/api/calls',
    `/api/calls/${callSid}`,
    `/api/calls/${callSid}/history`,
    `/api/calls/${before}/history`,
    '/api/history',
    '/api/agents',
    '/api/today',
  ]
  const answers = await Promise.all(
    paths.map(async (path) => {
      const answer = await fetch(served.url + path, { headers: { cookie: olga } })
      expect([path, answer.status]).toEqual([path, 200])
      return answer.text()
    }),
  )
  expect(answers[0]).toContain(before)
  expect(answers[1]).toContain('"status":"active"')
  for (const text of [forOps.text, resumed.text, ...answers]) expect(secretsIn(text)).toEqual([])
  expect(secretsIn(forAgent.text)).toEqual(expect.arrayContaining(PRIVATE.slice(0, 4)))

  const refused = ['/api/voicemails', '/api/contacts'].map((path) =>
    fetch(served.url + path, { headers: { cookie: olga } }),
  )
  for (const { status } of await Promise.all(refused)) expect(status).toBeGreaterThanOrEqual(400)
})
