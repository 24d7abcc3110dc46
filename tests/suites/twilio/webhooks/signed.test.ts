import { parse } from 'node:querystring'
import twilio from 'twilio'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { closeRedis } from '../../../../coordinator/redis/connect.ts'
import { signature } from '../../../simulator/webhooks/signature.ts'
import { AUTH_TOKEN, callerParams, legParams, newSid, type OpenDesk, openDesk } from '../desk.ts'

let desk: OpenDesk
beforeEach(async () => {
  desk = await openDesk()
})
afterEach(() => desk.close())

describe('a request that Twilio did not sign', () => {
  test('gets 403 and an empty body, and changes nothing', async () => {
    const callSid = newSid()
    const params = callerParams(callSid)
    const wrong = { 'X-Twilio-Signature': signature('guess', `${desk.url}/api/twilio/voice`, params) }
    for (const path of [
      'voice',
      'leg',
      `calls/${callSid}/twiml`,
      'wait/hold',
      'status',
      'room',
      'recording',
    ]) {
      const response = await desk.post(`/api/twilio/${path}`, params, wrong)
      expect([path, response.status, await response.text()]).toEqual([path, 403, ''])
    }
    const unsigned = await fetch(`${desk.url}/api/twilio/voice`, {
      method: 'POST',
      body: new URLSearchParams(params),
    })
    expect([unsigned.status, await unsigned.text()]).toEqual([403, ''])
    expect(await desk.calls.state(callSid)).toBeNull()
  })

  test('is not believed for its Host header', async () => {
    const params = callerParams(newSid())
    const forged = signature(AUTH_TOKEN, 'http://evil.example.com/api/twilio/voice', params)
    const headers = { Host: 'evil.example.com', 'X-Forwarded-Host': 'evil.example.com' }
    const response = await desk.post('/api/twilio/voice', params, {
      ...headers,
      'X-Twilio-Signature': forged,
    })
    expect(response.status).toBe(403)
  })

  test('is refused when its body is too large to be one of Twilio’s', async () => {
    const response = await desk.post(
      '/api/twilio/voice',
      callerParams(newSid(), { Junk: 'x'.repeat(70_000) }),
    )
    expect([response.status, await response.text()]).toEqual([403, ''])
  })
})

describe('a signed request', () => {
  test('with parameters that nobody knows is welcome', async () => {
    const answer = await desk.ask(
      '/api/twilio/voice',
      callerParams(newSid(), { StirVerstat: 'A', Novelty: '1' }),
    )
    expect(answer.status).toBe(200)
  })

  test('without what it needs is told what is missing', async () => {
    const { CallSid: _, ...params } = callerParams(newSid())
    const answer = await desk.ask('/api/twilio/voice', params)
    expect(answer.status).toBe(400)
    expect(answer.body).toContain('CallSid: ')
  })

  test('keeps the caller with any other parameters', async () => {
    const odd: [path: string, params: [string, string][]][] = [
      ['voice', []],
      [
        'voice',
        [
          ['From', ''],
          ['To', 'sip:\u0000@\ud83d'],
        ],
      ],
      [
        'voice',
        [
          ['From', '+12175550142'],
          ['From', '+12175550143'],
          ['CallStatus', 'ringing'],
          ['CallStatus', 'x'],
        ],
      ],
      [
        'voice',
        [
          ['CallerName', `${'x'.repeat(99)}😀`],
          ['Direction', 'sideways'],
        ],
      ],
      [
        'calls/SID/twiml?rev=x&rev=1&greeted=2&recordingSid=&seconds=-1',
        [
          ['RecordingSid', ''],
          ['RecordingDuration', 'long'],
        ],
      ],
      [
        'calls/SID/twiml',
        [
          ['From', 'x'],
          ['From', 'y'],
          ['To', ''],
        ],
      ],
      ['dialled', []],
      ['dialled?dial=&dial=', [['From', 'x']]],
    ]
    for (const [path, params] of odd) {
      const callSid = newSid()
      const address = `${desk.url}/api/twilio/${path.replace('SID', callSid)}`
      const body = new URLSearchParams([['CallSid', callSid], ...params]).toString()
      const signed = twilio.getExpectedTwilioSignature(AUTH_TOKEN, address, parse(body))
      const response = await fetch(address, {
        method: 'POST',
        body,
        headers: { 'X-Twilio-Signature': signed, 'Content-Type': 'application/x-www-form-urlencoded' },
      })
      expect([path, params, response.status]).toEqual([path, params, 200])
      expect(await response.text()).toMatch(/<Conference|wait\/park/)
      expect(await desk.calls.state(callSid)).not.toBeNull()
    }
  })

  test('of a caller on the line is answered with ringback and a redirect while Redis is away; any other gets 503', async () => {
    await closeRedis(desk.redis)
    const callSid = newSid()
    for (const path of [
      '/api/twilio/voice',
      `/api/twilio/calls/${callSid}/twiml`,
      '/api/twilio/dialled?dial=wish',
      `/api/twilio/leg?callSid=${callSid}&outside=1&transferAt=5`,
    ]) {
      const { status, body } = await desk.ask(path, callerParams(callSid))
      expect([status, body]).toEqual([
        200,
        expect.stringContaining(`<Redirect method="POST">${desk.url}${path.replaceAll('&', '&amp;')}#rc=3`),
      ])
      expect(body).toContain(`<Play>${desk.url}/sounds/ringback.wav`)
    }
    expect((await desk.ask('/api/twilio/leg', legParams(newSid(), 'ann', { callSid }))).status).toBe(503)
    const over = await desk.ask('/api/twilio/status', callerParams(callSid, { CallStatus: 'completed' }))
    expect([over.status, over.body]).toEqual([503, ''])
    // A caller requests TwiML again until Redis is back. Other callbacks may be lost.
    expect(desk.turnedAway()).toBe(2)
  })
})
