import { createHash } from 'node:crypto'
import { describe, expect, test } from 'vitest'
import { signatureCheck } from '../../../coordinator/twilio/signature.ts'
import { signature } from '../../simulator/webhooks/signature.ts'

const FORM = 'application/x-www-form-urlencoded; charset=UTF-8'
const TOKEN = '12345'
const PARAMS = {
  CallSid: 'CA1234567890ABCDE',
  Caller: '+12349013030',
  Digits: '1234',
  From: '+12349013030',
  To: '+18005551212',
}
const body = (params: Record<string, string>) => new URLSearchParams(params).toString()
const delivery = (pathAndQuery: string, given: string, params: Record<string, string> = PARAMS) => ({
  pathAndQuery,
  signature: given,
  contentType: FORM,
  body: body(params),
})

describe('a signature', () => {
  test("is right for the example in Twilio's documentation", () => {
    const check = signatureCheck('https://mycompany.com', [TOKEN])
    const example = delivery('/myapp.php?foo=1&bar=2', '0/KCTR6DLpKmkAf8muzZqo1nDgQ=')
    expect(check(example)).toEqual(PARAMS)
    expect(check({ ...example, signature: '0/KCTR6DLpKmkAf8muzZqo1nDgQ' })).toBeNull()
    expect(check({ ...example, pathAndQuery: '/myapp.php?foo=1&bar=3' })).toBeNull()
    expect(check({ ...example, body: body({ ...PARAMS, Digits: '12345' }) })).toBeNull()
    expect(check({ ...example, signature: '' })).toBeNull()
  })

  test.each([
    ['https://desk.example.com', 'https://desk.example.com:443'],
    ['http://desk.example.com', 'http://desk.example.com:80'],
  ])('of %s may be over the default port or over none', (publicUrl, withPort) => {
    const check = signatureCheck(publicUrl, [TOKEN])
    for (const origin of [publicUrl, withPort])
      expect(check(delivery('/a?b=1', signature(TOKEN, `${origin}/a?b=1`, PARAMS)))).toEqual(PARAMS)
    const elsewhere = signature(TOKEN, 'https://evil.example.com/a?b=1', PARAMS)
    expect(check(delivery('/a?b=1', elsewhere))).toBeNull()
  })

  test('is good with either token while tokens rotate', () => {
    const check = signatureCheck('https://desk.example.com', ['primary', 'secondary'])
    const signedWith = (token: string) =>
      check(delivery('/a', signature(token, 'https://desk.example.com/a', PARAMS)))
    expect(signedWith('primary')).toEqual(PARAMS)
    expect(signedWith('secondary')).toEqual(PARAMS)
    expect(signedWith('tertiary')).toBeNull()
  })

  test('covers every value of a parameter that came more than once', () => {
    const check = signatureCheck('https://desk.example.com', [TOKEN])
    const repeated = {
      ...delivery('/a', signature(TOKEN, 'https://desk.example.com/aEventjoinEventleave', {})),
      body: 'Event=leave&Event=join',
    }
    expect(check(repeated)).toEqual({ Event: ['leave', 'join'] })
    expect(check({ ...repeated, body: 'Event=leave' })).toBeNull()
  })

  test('over the bare address saves no body that is not a form', () => {
    const check = signatureCheck('https://desk.example.com', [TOKEN])
    const json = '{"CallSid":"CA1"}'
    const hash = createHash('sha256').update(json).digest('hex')
    for (const path of ['/a', `/a?bodySHA256=${hash}`])
      for (const contentType of ['application/json', 'text/plain', 'multipart/form-data; boundary=x', '']) {
        const bare = signature(TOKEN, `https://desk.example.com${path}`, {})
        expect(check({ pathAndQuery: path, signature: bare, contentType, body: json })).toBeNull()
      }
  })

  test('of characters beyond ASCII is over their UTF-8', () => {
    const check = signatureCheck('https://desk.example.com', [TOKEN])
    const params = { CallerName: 'Zoë Ångström + Söhne' }
    expect(check(delivery('/a', signature(TOKEN, 'https://desk.example.com/a', params), params))).toEqual(
      params,
    )
  })

  test('does not save a request whose target is no path', () => {
    const check = signatureCheck('https://desk.example.com', [TOKEN])
    expect(check(delivery('http://evil.example.com/a', 'x'))).toBeNull()
  })
})
