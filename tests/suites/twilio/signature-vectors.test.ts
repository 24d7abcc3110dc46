import { describe, expect, test } from 'vitest'
import { signatureCheck } from '../../../coordinator/twilio/signature.ts'
import { signature as simulatorsSignature } from '../../simulator/webhooks/signature.ts'

/**
 * The vectors with which Twilio's own helper libraries prove their request validators: their facts (an address,
 * parameters, a token and the signature of them), asked of our check.
 */
interface Vector {
  /** Which of the libraries have it. */
  libraries: string
  what: string
  token?: string
  /** What Twilio reaches: the address that we are configured with. */
  origin: string
  pathAndQuery?: string
  /** As the body of the POST, pair by pair. */
  form?: readonly (readonly [string, string])[]
  signature: string
}

const TOKEN = '12345'
const PATH = '/myapp.php?foo=1&bar=2'
const FORM = [
  ['CallSid', 'CA1234567890ABCDE'],
  ['From', '+14158675309'],
  ['Digits', '1234'],
  ['To', '+18005551212'],
  ['Caller', '+14158675309'],
] as const
const JSON_BODY = '{"property": "value", "boolean": true}'
const JSON_HASH = '0a1ff7634d9ab3b95db5c9a2dfe9416e41502b283a80c7cf19632632f96e6620'
const ALL = 'node, python, ruby, php, java, go, csharp'

const VECTORS: readonly Vector[] = [
  {
    libraries: ALL,
    what: 'a form',
    origin: 'https://mycompany.com',
    signature: 'RSOYDt4T1cUTdK1PDd93/VVr8B8=',
  },
  {
    libraries: ALL,
    what: 'https, signed over port 443',
    origin: 'https://mycompany.com',
    signature: 'kvajT1Ptam85bY51eRf/AJRuM3w=',
  },
  {
    libraries: ALL,
    what: 'http, signed over port 80',
    origin: 'http://mycompany.com',
    signature: '0ZXoZLH/DfblKGATFgpif+LLRf4=',
  },
  {
    libraries: ALL,
    what: 'https on a port of its own, signed without it',
    origin: 'https://mycompany.com:1234',
    signature: 'RSOYDt4T1cUTdK1PDd93/VVr8B8=',
  },
  {
    libraries: 'csharp',
    what: 'https on a port of its own, signed with it',
    origin: 'https://mycompany.com:1234',
    signature: 'CYn1h0gLBdNxDGkKJg6hYohgeD8=',
  },
  {
    libraries: ALL,
    what: 'http on a port of its own, signed with it',
    origin: 'http://mycompany.com:1234',
    signature: 'Zmvh+3yNM1Phv2jhDCwEM3q5ebU=',
  },
  {
    libraries: 'node, ruby, php',
    what: 'a user and a password in the address',
    origin: 'https://user:pass@mycompany.com',
    signature: 'CukzLTc1tT5dXEDIHm/tKBanW10=',
  },
  {
    libraries: 'node, ruby, php',
    what: 'a user and a password, signed over port 443',
    origin: 'https://user:pass@mycompany.com',
    signature: 'ZQFR1PTIZXF2MXB8ZnKCvnnA+rI=',
  },
  {
    libraries: 'node, ruby, php',
    what: 'a user alone',
    origin: 'https://user@mycompany.com',
    signature: '2YRLlVAflCqxaNicjMpJcSTgzSs=',
  },
  {
    libraries: 'node, php, python',
    what: 'a parameter with several values, one of them twice',
    origin: 'https://mycompany.com',
    form: [
      ['Sid', 'CA123'],
      ['SidAccount', 'AC123'],
      ['Digits', '5678'],
      ['Digits', '1234'],
      ['Digits', '1234'],
    ],
    signature: 'IK+Dwps556ElfBT0I3Rgjkr1wJU=',
  },
  {
    libraries: 'python',
    what: 'a parameter with two values',
    origin: 'https://mycompany.com',
    form: [
      ['Sid', 'CA123'],
      ['SidAccount', 'AC123'],
      ['Digits', '5678'],
      ['Digits', '1234'],
    ],
    signature: 'IK+Dwps556ElfBT0I3Rgjkr1wJU=',
  },
  ...(['+1325xxxxxxx', '+1415xxxxxxx'] as const).map((first, n, both) => ({
    libraries: 'node',
    what: `a list of values, ${n === 0 ? 'in order' : 'in another order'}`,
    origin: 'https://mycompany.com',
    form: [
      ['MessagingBinding.Address', first],
      ['MessagingBinding.Address', both[1 - n] ?? ''],
    ] as const,
    signature: '83O6e2vORAoJHUNzJjDWN1jz+BA=',
  })),
  {
    libraries: 'node',
    what: 'an apostrophe and a plus sign in the query',
    origin: 'https://mycompany.com',
    pathAndQuery: `${PATH}&Body=It's+amazing`,
    signature: 'dsq4Ehbj6cs+KdTkpF5sSSplOWw=',
  },
  {
    libraries: 'csharp',
    what: 'capitals in the host',
    origin: 'https://MyCompany.com',
    signature: 'g9IN/x4Cft2g517EjYvEvM/W7LU=',
  },
  {
    libraries: 'csharp',
    what: 'capitals in the host, on a port of its own',
    origin: 'https://MyCompany.com:1234',
    signature: 'PCqOZm8cnu/L6+u5i5fuEd+Iac4=',
  },
  {
    libraries: 'csharp',
    what: 'capitals in the host, over http',
    origin: 'http://MyCompany.com',
    signature: 'XY7AlKOKL6im4yWyX84gldUrtis=',
  },
  {
    libraries: 'csharp',
    what: 'a user, a password and capitals, over http',
    origin: 'http://Username:Password@MyCompany.com',
    signature: 'SkTSKyDJH9kUlhItI0slbgZ1UsI=',
  },
  {
    libraries: 'python, ruby, php, in their first versions',
    what: 'a whole voice request, and names that begin alike',
    token: '1c892n40nd03kdnc0112slzkl3091j20',
    origin: 'http://www.postbin.org',
    pathAndQuery: '/1ed898x',
    form: Object.entries({
      AccountSid: 'AC9a9f9392lad99kla0sklakjs90j092j3',
      ApiVersion: '2010-04-01',
      CallSid: 'CAd800bb12c0426a7ea4230e492fef2a4f',
      CallStatus: 'ringing',
      Called: '+15306384866',
      CalledCity: 'OAKLAND',
      CalledCountry: 'US',
      CalledState: 'CA',
      CalledZip: '94612',
      Caller: '+15306666666',
      CallerCity: 'SOUTH LAKE TAHOE',
      CallerCountry: 'US',
      CallerName: 'CA Wireless Call',
      CallerState: 'CA',
      CallerZip: '89449',
      Direction: 'inbound',
      From: '+15306666666',
      FromCity: 'SOUTH LAKE TAHOE',
      FromCountry: 'US',
      FromState: 'CA',
      FromZip: '89449',
      To: '+15306384866',
      ToCity: 'OAKLAND',
      ToCountry: 'US',
      ToState: 'CA',
      ToZip: '94612',
    }),
    signature: 'fF+xx6dTinOaCdZ0aIeNkHr/ZAA=',
  },
  {
    libraries: 'the documentation',
    what: 'its worked example',
    origin: 'https://mycompany.com',
    form: FORM.map(([name, value]) => [name, value === '+14158675309' ? '+12349013030' : value] as const),
    signature: '0/KCTR6DLpKmkAf8muzZqo1nDgQ=',
  },
]

/** As it comes over the wire. */
function delivered({ pathAndQuery = PATH, form = FORM, signature }: Vector) {
  return {
    pathAndQuery,
    signature,
    contentType: 'application/x-www-form-urlencoded; charset=UTF-8',
    body: new URLSearchParams(form.map((pair) => [...pair])).toString(),
  }
}

describe.each(VECTORS)('$what ($libraries)', (vector) => {
  const check = signatureCheck(vector.origin, [vector.token ?? TOKEN])

  test('is believed', () => {
    expect(check(delivered(vector))).not.toBeNull()
  })

  test('is not with one character changed', () => {
    const request = delivered(vector)
    const [first = '', ...rest] = vector.signature
    const forged = [first === 'A' ? 'B' : 'A', ...rest].join('')
    expect(check({ ...request, signature: forged })).toBeNull()
    expect(check({ ...request, signature: vector.signature.slice(0, -1) })).toBeNull()
    expect(check({ ...request, body: `${request.body} ` })).toBeNull()
    expect(check({ ...request, pathAndQuery: `${request.pathAndQuery}x` })).toBeNull()
    expect(signatureCheck(vector.origin, ['12346'])(request)).toBeNull()
    expect(signatureCheck('https://mycompany.org', [vector.token ?? TOKEN])(request)).toBeNull()
  })
})

test('a body that is no form is not believed, even where its hash is signed', () => {
  const check = signatureCheck('https://mycompany.com', [TOKEN])
  const contentType = 'application/json'
  const bare = { pathAndQuery: PATH, signature: 'RSOYDt4T1cUTdK1PDd93/VVr8B8=' }
  // Of Twilio's libraries as well.
  const hashed = {
    pathAndQuery: `${PATH}&bodySHA256=${JSON_HASH}`,
    signature: 'a9nBmqA0ju/hNViExpshrM61xv4=',
  }
  for (const request of [bare, hashed]) expect(check({ ...request, contentType, body: JSON_BODY })).toBeNull()
})

test('the simulator signs as the libraries do', () => {
  const params = Object.fromEntries(FORM)
  expect(simulatorsSignature(TOKEN, `https://mycompany.com${PATH}`, params)).toBe(
    'RSOYDt4T1cUTdK1PDd93/VVr8B8=',
  )
})
