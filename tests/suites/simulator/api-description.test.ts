import { describe, expect, test } from 'vitest'
import { describedApi } from '../../setup/twilio-api/description.ts'
import { findings, summary } from '../../setup/twilio-api/findings.ts'

const ACCOUNT = `AC${'0'.repeat(32)}`
const CALL = `CA${'1'.repeat(32)}`
const sid = (letters: string) => ({ type: 'string', pattern: `^${letters}[0-9a-fA-F]{32}$` })
const inPath = (name: string, letters: string) => ({ name, in: 'path', required: true, schema: sid(letters) })
const json = (schema: object) => ({ content: { 'application/json': { schema } } })
const form = (schema: object) => ({ content: { 'application/x-www-form-urlencoded': { schema } } })
const CALL_REFERENCE = { $ref: '#/components/schemas/call' }

/** A few lines in the manner of Twilio's own description, so that its absence leaves nothing untested. */
const api = describedApi({
  paths: {
    '/2010-04-01/Accounts/{AccountSid}/Calls.json': {
      get: {
        parameters: [
          inPath('AccountSid', 'AC'),
          { name: 'Status', in: 'query', schema: { type: 'string', enum: ['queued', 'ringing'] } },
          { name: 'PageSize', in: 'query', schema: { type: 'integer', maximum: 1000 } },
        ],
        responses: {
          200: json({ type: 'object', properties: { calls: { type: 'array', items: CALL_REFERENCE } } }),
        },
      },
      post: {
        parameters: [inPath('AccountSid', 'AC')],
        requestBody: form({
          type: 'object',
          required: ['To', 'From'],
          properties: {
            To: { type: 'string', format: 'endpoint' },
            From: { type: 'string' },
            Url: { type: 'string', format: 'uri' },
            Timeout: { type: 'integer' },
            Record: { type: 'boolean' },
            StatusCallbackEvent: { type: 'array', items: { type: 'string' } },
          },
        }),
        responses: { 201: json(CALL_REFERENCE) },
      },
    },
    '/2010-04-01/Accounts/{AccountSid}/Calls/{Sid}.json': {
      post: {
        parameters: [inPath('AccountSid', 'AC'), inPath('Sid', 'CA')],
        requestBody: form({
          type: 'object',
          properties: {
            Status: { type: 'string', enum: ['completed', 'canceled'] },
            Url: { type: 'string', format: 'uri' },
          },
        }),
        responses: { 200: json(CALL_REFERENCE), 204: {} },
      },
    },
  },
  components: {
    schemas: {
      call: {
        type: 'object',
        properties: {
          sid: sid('CA'),
          status: { type: 'string' },
          caller_name: { type: 'string', nullable: true },
          start_time: { type: 'string', format: 'date-time-rfc-2822', nullable: true },
        },
      },
    },
  },
})

const base = `/2010-04-01/Accounts/${ACCOUNT}`
const asked = (
  method: string,
  path: string,
  form: Record<string, string> = {},
  query: Record<string, string> = {},
) => api.request({ method, path, form: Object.entries(form), query: Object.entries(query) })
const creates = (more: Record<string, string>) =>
  asked('POST', `${base}/Calls.json`, { To: '+12175550101', From: '+12175550100', ...more })
const updates = (form: Record<string, string>) => asked('POST', `${base}/Calls/${CALL}.json`, form)
const CALL_SHOWN = { sid: CALL, status: 'ringing', caller_name: '', start_time: null }
const answers = (status: number, body?: unknown) =>
  api.answer({ method: 'POST', path: `${base}/Calls/${CALL}.json`, status, body })

describe('a request is held against the description', () => {
  test('as it should be', () => {
    expect(creates({ Url: 'https://desk.example.com/x#rc=3', Timeout: '25', Record: 'true' })).toEqual([])
    expect(asked('GET', `${base}/Calls.json`, {}, { Status: 'ringing', PageSize: '1000' })).toEqual([])
    expect(updates({ Status: 'completed' })).toEqual([])
    expect(updates({ Url: '' })).toEqual([])
  })

  test.each([
    ['a parameter that there is not', creates({ Uri: 'https://desk.example.com' }), 'Uri'],
    ['a text for a number', creates({ Timeout: 'soon' }), 'Timeout'],
    ['a word of no list', updates({ Status: 'ended' }), 'allowed values'],
    ['an address that is none', creates({ Url: 'desk' }), 'uri'],
    ['a number that is none', creates({ To: 'nobody' }), 'endpoint'],
    ['an empty address of a new call', creates({ Url: '' }), 'uri'],
    ['one that is missing', asked('POST', `${base}/Calls.json`, { To: '+12175550101' }), 'From'],
    ['another kind of sid', asked('POST', `${base}/Calls/PN${'1'.repeat(32)}.json`), 'path/Sid'],
    ['a page too large', asked('GET', `${base}/Calls.json`, {}, { PageSize: '1001' }), 'PageSize'],
    [
      'a filter that there is not',
      asked('GET', `${base}/Calls.json`, {}, { Direction: 'inbound' }),
      'Direction',
    ],
  ])('%s', (_, complaints, word) => {
    expect(complaints?.join()).toContain(word)
  })

  test('a value that comes twice where there can be one', () => {
    const twice = [
      ['To', '+12175550101'],
      ['To', '+12175550102'],
      ['From', '+1'],
    ] as const
    const request = { method: 'POST', path: `${base}/Calls.json`, query: [] }
    expect(api.request({ ...request, form: twice })?.join()).toContain('form/To')
    const events = [
      ['To', '+12175550101'],
      ['From', '+1'],
      ['StatusCallbackEvent', 'a'],
      ['StatusCallbackEvent', 'b'],
    ] as const
    expect(api.request({ ...request, form: events })).toEqual([])
  })

  test('a path or a method that there is not', () => {
    expect(asked('POST', `${base}/Call.json`)).toBeNull()
    expect(asked('DELETE', `${base}/Calls/${CALL}.json`)).toBeNull()
  })
})

describe('an answer is held against the description', () => {
  test('as it should be', () => {
    expect(answers(200, CALL_SHOWN)).toEqual([])
    expect(answers(200, { ...CALL_SHOWN, start_time: 'Mon, 23 Nov 2026 00:06:47 +0000' })).toEqual([])
    expect(answers(204)).toEqual([])
    const more_info = 'https://www.twilio.com/docs/errors/21220'
    expect(answers(400, { code: 21220, message: 'Not in-progress', more_info, status: 400 })).toEqual([])
  })

  test.each([
    ['a field that is missing', answers(200, { ...CALL_SHOWN, start_time: undefined }), 'start_time'],
    ['a field that there is not', answers(200, { ...CALL_SHOWN, state: 'x' }), 'state'],
    [
      'a time in another notation',
      answers(200, { ...CALL_SHOWN, start_time: '2026-11-23T00:06:47Z' }),
      'start_time',
    ],
    ['another status', answers(201, CALL_SHOWN), '201'],
    ['an error without its code', answers(429, { message: 'Too Many Requests', status: 429 }), 'code'],
  ])('%s', (_, complaints, word) => {
    expect(complaints?.join()).toContain(word)
  })
})

test('what a run has sent is counted, and each kind of fault told once', () => {
  const request = (uri: string, data: object) =>
    JSON.stringify({ kind: 'request', from: 'a.test.ts', what: { method: 'post', uri, data } })
  const found = findings(api, [
    request(`https://api.twilio.com${base}/Calls/${CALL}.json`, { Status: 'completed' }),
    request(`https://api.twilio.com${base}/Calls/${CALL}.json`, { Status: 'gone' }),
    request(`https://api.twilio.com${base}/Calls/CA${'2'.repeat(32)}.json`, { Status: 'gone' }),
    request(`https://api.twilio.com${base}/Faxes.json`, {}),
    request(`https://api.twilio.com${base}.json`, {}),
  ])
  expect(summary(found)).toContain('checked 4 REST requests and 0 answers of the simulator, 3 wrong (1 more')
  expect([...found.faults.values()]).toEqual([2, 1])
  expect([...found.faults.keys()][0]).toContain('form/Status')
})
