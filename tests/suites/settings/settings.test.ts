import { writeFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { describe, expect, test } from 'vitest'
import { isReadableOnTheWay } from '../../../coordinator/settings/redis.ts'
import { readSettings, SettingsError } from '../../../coordinator/settings.ts'
import { testFolder } from '../commands/folder.ts'

const TWILIO = {
  TWILIO_ACCOUNT_SID: `AC${'1'.repeat(32)}`,
  TWILIO_AUTH_TOKEN: 'the-token-of-account',
  TWILIO_API_KEY_SID: `SK${'2'.repeat(32)}`,
  TWILIO_API_KEY_SECRET: 'the-secret-of-the-key',
  TWILIO_TWIML_APP_SID: `AP${'3'.repeat(32)}`,
}
const PUBLIC = { PUBLIC_URL: 'https://desk.example.com' }

function complaints(env: NodeJS.ProcessEnv): readonly string[] {
  try {
    readSettings(env)
  } catch (error) {
    if (error instanceof SettingsError) return error.lines
    throw error
  }
  return []
}

describe('with nothing set', () => {
  const settings = readSettings({})

  test('it is the sandbox, on this machine alone, with a Redis of its own', () => {
    expect(settings).toMatchObject({
      port: 3000,
      host: '127.0.0.1',
      publicUrl: null,
      twilio: null,
      redis: { kind: 'embedded' },
      dataDir: resolve('.data'),
      worker: 'inline',
      trustedProxies: 0,
      metricsToken: null,
    })
  })

  test('times are milliseconds', () => {
    expect(settings.limits).toEqual({
      ringMs: 30_000,
      joinMs: 12_000,
      parkMs: 120_000,
      returnMs: 30_000,
      transferMs: 25_000,
      dialMs: 45_000,
    })
    expect(settings).toMatchObject({ staleAfterMs: 60_000, sweepEveryMs: 15_000 })
  })

  test('an empty variable counts as not set', () => {
    expect(readSettings({ PORT: '', TWILIO_AUTH_TOKEN: '', REDIS_URL: ' ' })).toEqual(settings)
  })
})

describe('what is wrong', () => {
  test('is said for all fields at once, a line for each', () => {
    const lines = complaints({ PORT: '70000', LOG_LEVEL: 'loud', RING_TIMEOUT_S: '1.5', PARKING_SLOTS: '-1' })
    expect(lines).toEqual([
      'PORT: "70000" was given; accepted: a whole number from 0 to 65535',
      'RING_TIMEOUT_S: "1.5" was given; accepted: a whole number from 1 to 86400',
      'PARKING_SLOTS: "-1" was given; accepted: a whole number from 1 to 1000',
      'LOG_LEVEL: "loud" was given; accepted: one of fatal, error, warn, info, debug, trace, silent',
    ])
  })

  test('a wait is too long only after it was long', () => {
    const env = { ANSWER_LONG_S: '30', LOT_LONG_S: '90', LOT_TOO_LONG_S: '90' }
    expect(complaints(env)).toEqual([
      'ANSWER_TOO_LONG_S: does not come after ANSWER_LONG_S; accepted: more seconds than ANSWER_LONG_S',
      'LOT_TOO_LONG_S: does not come after LOT_LONG_S; accepted: more seconds than LOT_LONG_S',
    ])
    const { waits } = readSettings({ ANSWER_LONG_S: '15', LOT_TOO_LONG_S: '300' })
    expect(waits.answer).toEqual({ longMs: 15_000, tooLongMs: 20_000 })
    expect(waits.lot).toEqual({ longMs: 60_000, tooLongMs: 300_000 })
  })

  test.each(['0', '86401', '1e3', '٣', 'x'])('a timeout of %s s', (value) => {
    expect(complaints({ PARK_TIMEOUT_S: value })).toHaveLength(1)
  })

  test.each([
    ['SITE', '{a}'],
    ['PUBLIC_URL', 'https://desk.example.com/path'],
    ['PUBLIC_URL', 'ftp://desk.example.com'],
    ['HOST', 'not a host'],
    ['WORKER', 'maybe'],
    ['METRICS_TOKEN', 'two words of a token'],
    ['METRICS_TOKEN', 'fifteen-letters'],
    ['HOST', '0.0.0.0'],
    ['REDIS_URL', 'http://redis'],
    ['REDIS_URL', 'unix:/'],
    ['REDIS_CLUSTER_NODES', 'a:1,b'],
    ['REDIS_CLUSTER_NODES', 'a:0'],
  ])('%s=%s', (name, value) => {
    expect(complaints({ [name]: value })).toEqual([expect.stringMatching(`^${name}: .+; accepted: .+`)])
  })

  test('never shows a secret', () => {
    const env = {
      ...TWILIO,
      TWILIO_ACCOUNT_SID: 'pasted-token',
      REDIS_URL: 'http://:hunter2@host',
      ...PUBLIC,
    }
    expect(complaints(env)).toHaveLength(2)
    expect(complaints(env).join()).not.toMatch(/pasted-token|hunter2|the-token|the-secret/)
  })
})

describe('Twilio', () => {
  test('whole, with a public origin, ends the sandbox', () => {
    expect(readSettings({ ...TWILIO, PUBLIC_URL: 'https://desk.example.com/' })).toMatchObject({
      host: '0.0.0.0',
      publicUrl: 'https://desk.example.com',
      twilio: {
        authToken: 'the-token-of-account',
        authTokenSecondary: null,
        callerId: null,
        apiUrl: 'https://api.twilio.com',
        signalingUrl: null,
        edge: 'roaming',
      },
    })
  })

  test('over plain http is refused, but on this machine', () => {
    for (const url of ['http://desk.example.com', 'http://192.0.2.7:3000', 'http://127.0.0.1.example.com'])
      expect(complaints({ ...TWILIO, PUBLIC_URL: url })).toEqual([
        expect.stringMatching('^PUBLIC_URL: is http'),
      ])
    for (const url of ['http://127.0.0.1:3000', 'http://localhost:3000', 'http://[::1]:3000'])
      expect(readSettings({ ...TWILIO, PUBLIC_URL: url }).publicUrl).toBe(url)
  })

  test('reaches Twilio and the collector of traces over encrypted connections, but on this machine', () => {
    const plain = {
      TWILIO_API_URL: 'http://api.example.com',
      TWILIO_SIGNALING_URL: 'ws://voice.example.com/signal',
      OTEL_EXPORTER_OTLP_ENDPOINT: 'http://collector.example.com:4318',
    }
    const lines = complaints({ ...TWILIO, ...PUBLIC, ...plain })
    expect(lines.map((line) => line.split(':')[0]).sort()).toEqual(Object.keys(plain).sort())
    const here = {
      TWILIO_API_URL: 'http://127.0.0.1:4000',
      TWILIO_SIGNALING_URL: 'ws://127.0.0.1:4000/signal',
      OTEL_EXPORTER_OTLP_ENDPOINT: 'http://localhost:4318',
    }
    expect(readSettings({ ...TWILIO, ...PUBLIC, ...here }).twilio?.apiUrl).toBe('http://127.0.0.1:4000')
  })

  test('with a token that somebody could guess is refused, and the token is not shown', () => {
    const short = { METRICS_TOKEN: 'x'.repeat(15), TWILIO_AUTH_TOKEN: 'x'.repeat(15) }
    const lines = complaints({ ...TWILIO, ...PUBLIC, ...short })
    expect(lines.map((line) => line.split(':')[0])).toEqual(Object.keys(short))
    expect(lines.join()).not.toContain('xxx')
  })

  test('without PUBLIC_URL is an error', () => {
    expect(complaints(TWILIO)).toEqual([expect.stringMatching('^PUBLIC_URL: missing')])
  })

  test.each(Object.keys(TWILIO))('with nothing but %s names all that is missing', (only) => {
    const lines = complaints({ ...PUBLIC, [only]: TWILIO[only as keyof typeof TWILIO] })
    const missing = Object.keys(TWILIO).filter((name) => name !== only)
    expect(lines.map((line) => line.split(': missing')[0])).toEqual(missing)
  })

  test('a caller id must be E.164, and a signalling URL a WebSocket', () => {
    const wrong = {
      TWILIO_CALLER_ID: '555-0100',
      TWILIO_SIGNALING_URL: 'https://x/signal',
      TWILIO_API_URL: 'x',
    }
    expect(complaints({ ...TWILIO, ...PUBLIC, ...wrong })).toHaveLength(3)
  })
})

describe('Redis', () => {
  test.each([
    [{ REDIS_URL: 'redis://10.0.0.5:6379' }, true],
    [{ REDIS_URL: 'redis://127.0.0.1:6379' }, false],
    [{ REDIS_URL: 'rediss://redis.example.com' }, false],
    [{ REDIS_URL: 'unix:/run/redis.sock' }, false],
    [{ REDIS_CLUSTER_NODES: '127.0.0.1:1, b:2' }, true],
    [{ REDIS_CLUSTER_NODES: 'a:1', REDIS_TLS: 'on' }, false],
    [{ REDIS_SENTINELS: '[::1]:1', REDIS_SENTINEL_NAME: 'mine' }, false],
  ])('%o can be read on the way: %s', (env, readable) => {
    const { redis } = readSettings(env)
    expect(redis.kind !== 'embedded' && isReadableOnTheWay(redis)).toBe(readable)
  })

  test.each([
    [{ REDIS_URL: 'rediss://u:p@host:6380' }, { kind: 'url', url: 'rediss://u:p@host:6380', tls: {} }],
    [{ REDIS_URL: 'unix:/run/redis.sock' }, { kind: 'url', url: 'unix:/run/redis.sock' }],
    [
      { REDIS_CLUSTER_NODES: 'a:1, [::1]:2' },
      {
        kind: 'cluster',
        nodes: [
          { host: 'a', port: 1 },
          { host: '::1', port: 2 },
        ],
      },
    ],
    [
      { REDIS_SENTINELS: 'a:1', REDIS_SENTINEL_NAME: 'mine' },
      { kind: 'sentinel', sentinels: [{ host: 'a', port: 1 }], name: 'mine' },
    ],
  ])('%o', (env, redis) => {
    expect(readSettings(env).redis).toEqual(redis)
  })

  test('a cluster and sentinels take their logins beside the addresses', () => {
    const login = { REDIS_USERNAME: 'desk', REDIS_PASSWORD: 'p' }
    expect(readSettings({ REDIS_CLUSTER_NODES: 'a:1', ...login }).redis).toMatchObject({
      login: { username: 'desk', password: 'p' },
    })
    const sentinels = { REDIS_SENTINELS: 'a:1', REDIS_SENTINEL_NAME: 'mine', REDIS_SENTINEL_PASSWORD: 's' }
    expect(readSettings({ ...sentinels, REDIS_PASSWORD: 'p' }).redis).toMatchObject({
      login: { password: 'p' },
      sentinelLogin: { password: 's' },
    })
  })

  test('TLS takes its authorities and our certificate from PEM files', () => {
    const folder = testFolder()
    const put = (name: string, text: string) => {
      writeFileSync(join(folder, name), text)
      return join(folder, name)
    }
    const pem = '-----BEGIN CERTIFICATE-----'
    const [ca, key, other] = [put('ca.pem', `${pem} ca`), put('key.pem', `${pem} key`), put('other', 'text')]
    const tls = { REDIS_TLS_CA: ca, REDIS_TLS_CERT: key, REDIS_TLS_KEY: key }
    const read = { tls: { ca: `${pem} ca`, cert: `${pem} key`, key: `${pem} key` } }
    expect(readSettings({ REDIS_URL: 'rediss://a', ...tls }).redis).toMatchObject(read)
    expect(readSettings({ REDIS_CLUSTER_NODES: 'a:1', REDIS_TLS: 'on', ...tls }).redis).toMatchObject(read)
    expect(readSettings({ REDIS_CLUSTER_NODES: 'a:1' }).redis).toEqual(
      expect.not.objectContaining({ tls: expect.anything() }),
    )

    const wrong = (env: NodeJS.ProcessEnv) => complaints(env).map((line) => line.split(';')[0])
    expect(wrong({ REDIS_URL: 'redis://a', REDIS_TLS_CA: ca })).toEqual(['REDIS_TLS_CA: has no meaning here'])
    expect(wrong({ REDIS_URL: 'rediss://a', REDIS_TLS_CA: other, REDIS_TLS_CERT: key })).toEqual([
      'REDIS_TLS_CA: is not one',
      'REDIS_TLS_KEY: missing',
    ])
    expect(wrong({ REDIS_URL: 'rediss://a', REDIS_TLS_CA: join(folder, 'none') })).toEqual([
      'REDIS_TLS_CA: is not one',
    ])
  })

  test('a login where it does not belong, or half of one, is refused', () => {
    const names = (env: NodeJS.ProcessEnv) => complaints(env).map((line) => line.split(':')[0])
    expect(names({ REDIS_URL: 'redis://a', REDIS_PASSWORD: 'p', REDIS_TLS: 'on' })).toEqual([
      'REDIS_PASSWORD',
      'REDIS_TLS',
    ])
    expect(names({ REDIS_PASSWORD: 'p', REDIS_TLS_CA: 'x' })).toEqual(['REDIS_PASSWORD', 'REDIS_TLS_CA'])
    expect(names({ REDIS_CLUSTER_NODES: 'a:1', REDIS_USERNAME: 'desk' })).toEqual(['REDIS_PASSWORD'])
    expect(names({ REDIS_CLUSTER_NODES: 'a:1', REDIS_SENTINEL_PASSWORD: 's' })).toEqual([
      'REDIS_SENTINEL_PASSWORD',
    ])
  })

  test('half a sentinel group names the other half', () => {
    expect(complaints({ REDIS_SENTINELS: 'a:1' })).toEqual([
      expect.stringMatching('^REDIS_SENTINEL_NAME: missing'),
    ])
    expect(complaints({ REDIS_SENTINEL_NAME: 'm' })).toEqual([
      expect.stringMatching('^REDIS_SENTINELS: missing'),
    ])
  })

  test('two ways at once are refused', () => {
    const lines = complaints({ REDIS_URL: 'redis://a', REDIS_CLUSTER_NODES: 'a:1', REDIS_SENTINELS: 'a:1' })
    expect(lines.map((line) => line.split(':')[0])).toEqual(['REDIS_CLUSTER_NODES', 'REDIS_SENTINELS'])
  })
})

describe('backups', () => {
  const PASSPHRASE = 'correct horse battery'

  test('are off without a folder', () => {
    expect(readSettings({}).backup).toEqual({
      folder: null,
      at: { hour: 3, minute: 30 },
      keep: 14,
      passphrase: null,
    })
  })

  test('need a passphrase by night, in the environment or in a file', () => {
    const file = join(testFolder(), 'passphrase')
    writeFileSync(file, `${PASSPHRASE}\nnot this\n`)
    const settings = { BACKUP_DIR: 'kept', BACKUP_AT: '23:05', BACKUP_KEEP: '3' }
    const expected = { folder: resolve('kept'), at: { hour: 23, minute: 5 }, keep: 3, passphrase: PASSPHRASE }
    expect(readSettings({ ...settings, BACKUP_PASSPHRASE: PASSPHRASE }).backup).toEqual(expected)
    expect(readSettings({ ...settings, BACKUP_PASSPHRASE_FILE: file }).backup).toEqual(expected)
    expect(complaints(settings)).toEqual([expect.stringMatching(/^BACKUP_PASSPHRASE: missing; accepted: /)])
  })

  test('say what is wrong, and quote no secret', () => {
    const wrong = { BACKUP_AT: '24:00', BACKUP_KEEP: '0', BACKUP_PASSPHRASE: 'too short' }
    const lines = complaints(wrong)
    expect(lines.map((line) => line.split(':')[0])).toEqual(Object.keys(wrong))
    expect(lines.join()).not.toContain('too short')
    const both = { BACKUP_PASSPHRASE: PASSPHRASE, BACKUP_PASSPHRASE_FILE: '/nowhere' }
    expect(complaints(both).map((line) => line.split(':')[0])).toEqual(Object.keys(both))
  })
})

describe('of an OpenID provider', () => {
  const PROVIDER = {
    OIDC_ISSUER: 'https://login.example.com/realms/office',
    OIDC_CLIENT_ID: 'switchyard',
    OIDC_CLIENT_SECRET: 'a-secret-of-the-client',
    OIDC_ROLES: 'CN=desk=agent, switchyard-admin=admin',
  }

  test('people sign in by password alone where there is none', () => {
    expect(readSettings({}).oidc).toBeNull()
  })

  test('words of the provider are roles, in their order', () => {
    expect(readSettings(PROVIDER).oidc).toMatchObject({
      issuer: 'https://login.example.com/realms/office',
      roles: [
        { word: 'CN=desk', role: 'agent' },
        { word: 'switchyard-admin', role: 'admin' },
      ],
      ...{ defaultRole: null, usernameClaim: 'preferred_username', roleClaim: 'roles' },
      ...{ scopes: 'openid profile email', localSignIn: 'everybody', sessionMs: 12 * 3_600_000 },
    })
  })

  test('a part of them names what is missing, and no secret', () => {
    const { OIDC_CLIENT_SECRET: _, OIDC_ROLES: __, ...rest } = PROVIDER
    const said = complaints(rest)
    expect(said.map((line) => line.split(':')[0])).toEqual(['OIDC_CLIENT_SECRET', 'OIDC_ROLES'])
    expect(complaints({ ...rest, OIDC_CLIENT_SECRET: 'secret', OIDC_DEFAULT_ROLE: 'agent' })).toEqual([])
    expect(complaints({ LOCAL_SIGN_IN: 'admins' })).toEqual([expect.stringContaining('no OIDC_ISSUER')])
  })

  test.each([
    { OIDC_ISSUER: 'http://login.example.com' },
    { OIDC_ISSUER: 'login.example.com' },
    { OIDC_ROLES: 'switchyard-admin' },
    { OIDC_ROLES: 'boss=chief' },
    { OIDC_DEFAULT_ROLE: 'admin' },
    { OIDC_SCOPES: 'profile' },
    { LOCAL_SIGN_IN: 'nobody' },
  ])('%o is refused', (wrong) => {
    expect(complaints({ ...PROVIDER, ...wrong })).toEqual([
      expect.stringContaining(Object.keys(wrong)[0] ?? ''),
    ])
  })
})
