import twilio from 'twilio'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { type Accounts, createAccounts } from '../../../../coordinator/accounts/store.ts'
import { mayAnswer } from '../../../../coordinator/sessions/may-answer.ts'
import { createSessions, type Sessions } from '../../../../coordinator/sessions/sessions.ts'
import {
  AUTH_TOKEN,
  asAgent,
  callerParams,
  claim,
  legParams,
  NUMBER,
  newSid,
  type OpenDesk,
  openDesk,
  ringing,
  talking,
} from '../desk.ts'

const HANGUP = '<Response><Hangup/></Response>'
let desk: OpenDesk
beforeEach(async () => {
  desk = await openDesk()
})
afterEach(() => desk.close())

describe('leg', () => {
  test('lets in the agent who holds the claim, however often it is delivered', async () => {
    const callSid = await ringing(desk)
    await claim(desk, callSid, 'ann')
    const params = legParams(newSid(), 'ann', { callSid })
    const first = await desk.ask('/api/twilio/leg', params)
    expect(first.body).toContain(`>room-${callSid}</Conference>`)
    expect(first.body).toContain('startConferenceOnEnter="true"')
    expect(await desk.stateOf(callSid)).toBe('active.talking')
    const rev = (await desk.calls.state(callSid))?.rev
    await desk.calls.send(callSid, { type: 'PARK', ...asAgent('ann') })
    expect(await desk.ask('/api/twilio/leg', params)).toEqual(first)
    expect((await desk.calls.state(callSid))?.rev).toBe((rev ?? 0) + 1)
  })

  test('plays rings to an agent whose browser tests its line, and asks for no call', async () => {
    const { body } = await desk.ask('/api/twilio/leg', legParams(newSid(), 'ann', { lineTest: '1' }))
    expect(body).toMatch(/<Response><Play loop="4">[^<]*ringback\.wav[^<]*<\/Play><\/Response>/)
  })

  test('turns away everybody else', async () => {
    const callSid = await ringing(desk)
    const unclaimed = await desk.ask('/api/twilio/leg', legParams(newSid(), 'ann', { callSid }))
    await claim(desk, callSid, 'ann')
    const loser = await desk.ask('/api/twilio/leg', legParams(newSid(), 'bob', { callSid }))
    const astray = await desk.ask('/api/twilio/leg', legParams(newSid(), 'ann'))
    const invented = await desk.ask('/api/twilio/leg', legParams(newSid(), 'ann', { callSid: '../x' }))
    const unknown = await desk.ask('/api/twilio/leg', legParams(newSid(), 'ann', { callSid: newSid() }))
    for (const { status, body } of [unclaimed, loser, astray, invented, unknown]) {
      expect(status).toBe(200)
      expect(body).toContain('<Response><Reject/></Response>')
    }
    expect(await desk.stateOf(callSid)).toBe('active.connecting')
  })

  test.each([
    ['From', (legSid: string) => ({ From: ['client:ann', 'client:bob'], CallSid: legSid })],
    [
      'From, in the other order',
      (legSid: string) => ({ From: ['client:bob', 'client:ann'], CallSid: legSid }),
    ],
    ['From in place of Twilio’s', (legSid: string) => ({ Caller: 'client:bob', CallSid: legSid })],
    ['CallSid', (legSid: string) => ({ CallSid: [newSid(), legSid] })],
  ])('turns away a browser that sends its own %s', async (_, sends) => {
    const callSid = await ringing(desk)
    await claim(desk, callSid, 'ann')
    const params = { ...legParams(newSid(), 'ann', { callSid }), ...sends(newSid()) }
    const url = `${desk.url}/api/twilio/leg`
    const body = new URLSearchParams(
      Object.entries(params).flatMap(([name, values]) => [values].flat().map((value) => [name, value])),
    )
    const headers = { 'X-Twilio-Signature': twilio.getExpectedTwilioSignature(AUTH_TOKEN, url, params) }
    const answer = await fetch(url, { method: 'POST', body, headers })
    expect([answer.status, await answer.text()]).toEqual([200, expect.stringContaining('<Reject/>')])
    expect(await desk.stateOf(callSid)).toBe('active.connecting')
  })

  test.each<[string, (accounts: Accounts, sessions: Sessions) => Promise<unknown>]>([
    ['has signed out', (_, sessions) => sessions.closeAllOf('ann')],
    ['was disabled', (accounts) => accounts.setDisabled('ann', true)],
    ['no longer answers calls', (accounts) => accounts.setRole('ann', 'ops')],
  ])('turns away an agent with a good token who %s', async (_, becomes) => {
    const { redis, keys, clock } = desk
    const accounts = createAccounts({ redis, keys, clock })
    const sessions = createSessions({ redis, keys, clock, announce: () => undefined })
    desk.letAnswer(mayAnswer(accounts, sessions))
    const ann = { agentId: 'ann', name: 'Ann', role: 'agent' as const }
    await accounts.add({ ...ann, password: 'of some length' })
    await sessions.open(ann)
    const test = () => desk.ask('/api/twilio/leg', legParams(newSid(), 'ann', { lineTest: '1' }))
    expect((await test()).body).toContain('<Play')
    const callSid = await ringing(desk)
    await claim(desk, callSid, 'ann')
    await becomes(accounts, sessions)
    expect((await test()).body).toContain('<Reject/>')
    const { body } = await desk.ask('/api/twilio/leg', legParams(newSid(), 'ann', { callSid }))
    expect(body).toContain('<Response><Reject/></Response>')
    expect(await desk.stateOf(callSid)).toBe('active.connecting')
  })

  test('does not take a browser for a number outside because it says so', async () => {
    const { callSid } = await talking(desk)
    await desk.calls.send(callSid, { type: 'TRANSFER', ...asAgent('ann'), to: '+12175550177', kind: 'blind' })
    const { body } = await desk.ask('/api/twilio/leg', legParams(newSid(), 'bob', { callSid, outside: '1' }))
    expect(body).toContain('<Reject/>')
  })

  test('lets in the number outside that a transfer dialled, and hangs up on any other', async () => {
    const { callSid } = await talking(desk)
    await desk.calls.send(callSid, { type: 'TRANSFER', ...asAgent('ann'), to: '+12175550177', kind: 'blind' })
    expect(desk.commands.at(-1)).toMatchObject({ type: 'dialOutside', number: '+12175550177' })
    const path = `/api/twilio/leg?callSid=${callSid}&outside=1`
    const params = callerParams(newSid(), { From: NUMBER, To: '+12175550177', Direction: 'outbound-api' })
    expect((await desk.ask(path, params)).body).toContain(`>room-${callSid}</Conference>`)
    expect(await desk.stateOf(callSid)).toBe('active.outside')
    expect((await desk.ask(path, { ...params, CallSid: newSid() })).body).toContain(HANGUP)
  })
})

describe('a number outside that was given up', () => {
  test('neither gets the caller nor ends the transfer when the next number is being rung', async () => {
    const { callSid } = await talking(desk)
    const transfer = (to: `+${string}`) =>
      desk.calls.send(callSid, { type: 'TRANSFER', ...asAgent('ann'), to, kind: 'consult' })
    await transfer('+12175550177')
    await desk.calls.send(callSid, { type: 'CANCEL', ...asAgent('ann') })
    await transfer('+12175550178')
    const before = await desk.calls.state(callSid)
    const late = callerParams(newSid(), { From: NUMBER, To: '+12175550177' })
    const { body } = await desk.ask(`/api/twilio/leg?callSid=${callSid}&outside=1`, late)
    expect(body).toContain(HANGUP)
    const ended = { ...late, CallStatus: 'completed' }
    await desk.ask(`/api/twilio/status?callSid=${callSid}&outside=1`, ended)
    expect(before?.view.state).toBe('transferring.offering')
    expect((await desk.calls.state(callSid))?.rev).toBe(before?.rev)
  })
})
