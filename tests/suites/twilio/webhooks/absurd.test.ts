import { parse } from 'node:querystring'
import fc from 'fast-check'
import twilio from 'twilio'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { FinalStatus } from '../../../../machines/call/events.ts'
import {
  connectLeg,
  makeAvailable,
  NO_TWILIO,
  newSid,
  openDesk,
  parks,
  rings,
  sendCommand,
  type TestCoordinator,
  type TestDesk,
  talking,
  transfers,
  viewOf,
} from '../../../setup/desk.ts'
import { PUBLIC_URL, type ServedCoordinator, serveCoordinator } from '../../../setup/serve.ts'

/** Twilio's signature is right, and nothing else need be: what a bug there, or a URL that is set wrong, could send. */
const WORLDS = 16
const OUTSIDE = '+12175550177'
const CALLS = ['ringing', 'talking', 'held', 'parked', 'outside', 'voicemail'] as const
const NAMED = [...CALLS, 'unknown', 'leg of talking', 'leg of outside', 'leg of nobody'] as const

let desk: TestDesk
let here: TestCoordinator
let served: ServedCoordinator
beforeAll(async () => {
  desk = await openDesk()
  here = await desk.open()
  served = await serveCoordinator(here)
})
afterAll(async () => {
  served.close()
  await desk.close()
})

/** A call in each state. What is `unknown` rings at Twilio, and no webhook has told of it. */
async function openWorld() {
  await makeAvailable(here, 'ann', 'bob')
  const talks = await talking(here, 'ann')
  const sids: Record<string, string> = { talking: talks.callSid, 'leg of talking': talks.legSid }
  for (const name of ['held', 'parked', 'outside'] as const) {
    const { callSid } = await talking(here, 'bob')
    sids[name] = callSid
    if (name === 'held') await sendCommand(here, callSid, 'bob', 'HOLD')
    if (name === 'parked') await parks(here, callSid, 'bob')
    if (name === 'outside') await transfers(here, callSid, 'bob', OUTSIDE, 'blind')
  }
  sids['leg of outside'] = await connectLeg(here, sids.outside ?? '', null)
  sids.voicemail = await rings(here)
  const [timer] = here.later.timers.filter(({ id }) => id === sids.voicemail)
  desk.clock.pass(40_000)
  await here.calls.fire(sids.voicemail, timer?.token ?? '')
  sids.ringing = await rings(here)
  sids.unknown = newSid()
  sids['leg of nobody'] = newSid()
  return sids
}
type World = Awaited<ReturnType<typeof openWorld>>

const odd = fc.oneof(
  {
    weight: 3,
    arbitrary: fc.constantFrom('', '-1', '0', '1e309', 'NaN', 'null', '1.5', '\u0000', '☎️ é\u202e'),
  },
  {
    weight: 1,
    arbitrary: fc.constantFrom('__proto__', 'x'.repeat(10_240), '../../voice', '<Hangup/>', '💥'.repeat(300)),
  },
  { weight: 1, arbitrary: fc.string({ unit: 'binary', maxLength: 20 }) },
)
/** A sid, said as `$name`. */
const sid = fc.oneof(
  { weight: 9, arbitrary: fc.constantFrom(...NAMED).map((name) => `$${name}`) },
  { weight: 1, arbitrary: odd },
)
const or = (...usual: string[]) =>
  fc.oneof({ weight: 5, arbitrary: fc.constantFrom(...usual) }, { weight: 1, arbitrary: odd })
const VALUES: Record<string, fc.Arbitrary<string>> = {
  CallSid: sid,
  callSid: sid,
  AccountSid: or(NO_TWILIO.accountSid, `AC${'f'.repeat(32)}`),
  From: or('+12175550142', 'client:ann', 'client:bob', 'client:mallory', 'sip:x@10.0.0.5', 'anonymous'),
  To: or('+12175550100', OUTSIDE),
  Caller: or('client:ann'),
  CallStatus: or('ringing', 'in-progress', 'in-progress', ...FinalStatus.options),
  Direction: or('inbound', 'outbound-api'),
  SequenceNumber: or('1'),
  RecordingSid: or(`RE${'1'.repeat(32)}`),
  RecordingStatus: or('in-progress', 'completed', 'absent'),
  RecordingDuration: or('7', '00', '9999999999'),
  RecordingStartTime: or('Sun, 22 Nov 2026 00:00:00 +0000'),
  CallerName: odd,
  StirVerstat: or('TN-Validation-Passed-A'),
  ForwardedFrom: odd,
  colleague: or('ann', 'bob'),
  lineTest: or('1'),
  StatusCallbackEvent: or('participant-leave'),
}
const query = fc.subarray([
  'callSid=$talking',
  'callSid=$outside',
  'callSid=$held',
  'outside=1',
  'transferAt=-1',
  'transferAt=1e309',
  'rev=-1',
  'rev=999999999999999999999',
  'greeted=1',
  'noticed=1',
  'recordingSid=RE1',
  'seconds=-7',
  'dial=wish',
  'dial=%00',
  'novelty=%E2%98%8E',
  'rev=1',
])
const path = fc.oneof(
  fc.constantFrom('voice', 'leg', 'dialled', 'status', 'status', 'room', 'recording', 'call-recording'),
  fc.constantFrom('wait/hold', 'wait/', 'wait/..'),
  sid.map((one) => `calls/${one}/twiml`),
  sid.map((one) => `legs/${one}/twiml`),
)
const form = fc.array(
  fc
    .constantFrom(...Object.keys(VALUES), 'CallSid', 'CallSid', 'CallSid', 'CallStatus', 'From')
    .chain((name) => (VALUES[name] ?? odd).map((value) => [name, value] as const)),
  { maxLength: 9 },
)
const delivery = fc.record({ path, query, form, again: fc.boolean() })
type Delivery = typeof delivery extends fc.Arbitrary<infer T> ? T : never

/** The leg has ended, or a message was left. Nothing else ends a call. */
const ENDS = /CallStatus=(completed|busy|failed|no-answer|canceled)|^voicemail .*RecordingSid=/i

async function deliver({ path, query, form }: Delivery, sids: World) {
  const said = (text: string) => sids[text.slice(1)] ?? text
  const encoded = path.split('/').map((part) => encodeURIComponent(part.startsWith('$') ? said(part) : part))
  const asked = query.map((pair) => pair.replace(/\$(.+)$/, (name) => said(name)))
  const at = `/api/twilio/${encoded.join('/')}${asked.length === 0 ? '' : `?${asked.join('&')}`}`
  const body = new URLSearchParams(form.map(([name, value]) => [name, said(value)])).toString()
  const signed = twilio.getExpectedTwilioSignature(NO_TWILIO.authToken, PUBLIC_URL + at, parse(body))
  const response = await fetch(served.url + at, {
    method: 'POST',
    body,
    headers: { 'X-Twilio-Signature': signed, 'Content-Type': 'application/x-www-form-urlencoded' },
  })
  return { at, body, status: response.status, text: await response.text() }
}

/** What a call is, without the agents who are offered it: they change by themselves. */
async function shown(sids: World) {
  const views = await Promise.all(CALLS.map((name) => viewOf(here, sids[name] ?? '')))
  return views.map(({ rev: _, updatedAt: __, offeredTo: ___, ringingAt: ____, ...view }) => view)
}

/** Of a request that names a call, or a leg of a call, by a sid of the world. */
function isAbout(name: string, at: string, body: string, sids: World): boolean {
  const text = decodeURIComponent(`${at} ${body.replaceAll('+', ' ')}`)
  return [name, `leg of ${name}`].some((one) => sids[one] !== undefined && text.includes(sids[one]))
}

test('absurd, repeated and late webhooks fail nowhere, change no other call, and lose no caller', async () => {
  let answered = 0
  const world = fc.asyncProperty(fc.array(delivery, { minLength: 10, maxLength: 24 }), async (deliveries) => {
    const sids = await openWorld()
    let before = await shown(sids)
    for (const one of deliveries) {
      const { at, body, status, text } = await deliver(one, sids)
      answered += 1
      const what = `${at}\n${body.slice(0, 600)}\n${status} ${text.slice(0, 300)}`
      expect([200, 204, 400, 404], what).toContain(status)
      const after = await shown(sids)
      for (const [n, name] of CALLS.entries()) {
        if (!isAbout(name, at, body, sids)) expect([what, after[n]]).toEqual([what, before[n]])
        const isOver = before[n]?.endedAt === null && after[n]?.endedAt !== null
        if (isOver) expect(`${name} ${at} ${body}`, what).toMatch(ENDS)
      }
      const asks = CALLS.findIndex((name) => at.includes(`calls/${sids[name]}/twiml`))
      if (asks >= 0 && after[asks]?.endedAt === null)
        expect(text, what).not.toMatch(/<Response><(Hangup|Reject)/)
      before = after
      if (!one.again) continue
      await deliver(one, sids)
      expect([what, await shown(sids)]).toEqual([what, before])
    }
    for (const name of CALLS) {
      await here.calls.send(sids[name] ?? '', { type: 'CALLER_ENDED', status: 'completed' })
      expect((await viewOf(here, sids[name] ?? '')).status).toBe('ended')
    }
  })
  await fc.assert(world, { numRuns: WORLDS, seed: 20_261_122, endOnFailure: true })
  expect(answered).toBeGreaterThan(10 * WORLDS)
  expect(desk.troubles.filter((line) => line.includes('"level":50'))).toEqual([])
}, 120_000)
