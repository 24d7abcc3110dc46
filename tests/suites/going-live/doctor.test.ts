import { randomBytes } from 'node:crypto'
import { once } from 'node:events'
import { chmodSync, writeFileSync } from 'node:fs'
import { createServer, type IncomingMessage, request, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'
import { afterAll, beforeAll, beforeEach, expect, inject, test } from 'vitest'
import { clockSkew } from '../../../coordinator/going-live/checks/account.ts'
import { dialingPermissions, permissionsApi } from '../../../coordinator/going-live/checks/permissions.ts'
import { settingsFile } from '../../../coordinator/going-live/checks/settings-file.ts'
import { runDoctorChecks } from '../../../coordinator/going-live/run-checks.ts'
import { readSettings } from '../../../coordinator/settings.ts'
import { type Child, startChild } from '../../bench/child.ts'
import { testFolder } from '../commands/folder.ts'
import {
  CREDENTIALS,
  pointNumber,
  startTestSimulator,
  type TestSimulator,
} from '../simulator/test-simulator.ts'
import { accountOf, command, inProcess } from './command.ts'

type Handler = (incoming: IncomingMessage, response: ServerResponse) => void

/** A proxy in front of the coordinator, which each test may let go wrong. */
const proxy = createServer((incoming, response) => handle(incoming, response))
let handle: Handler
let bench: TestSimulator
let coordinator: Child
let settings: Record<string, string>

beforeAll(async () => {
  bench = await startTestSimulator()
  const publicUrl = await listening(proxy)
  settings = {
    ...accountOf(bench),
    PUBLIC_URL: publicUrl,
    TWILIO_API_KEY_SID: CREDENTIALS.apiKeySid,
    TWILIO_API_KEY_SECRET: CREDENTIALS.apiKeySecret,
    TWILIO_TWIML_APP_SID: CREDENTIALS.twimlAppSid,
    REDIS_URL: inject('redisUrl'),
    SITE: `doctor-${randomBytes(6).toString('hex')}`,
    LOG_LEVEL: 'warn',
  }
  coordinator = await startChild('coordinator/commands/start.ts', {
    ...settings,
    PORT: '0',
    SWITCHYARD_CONSOLE: 'dev',
  })
})
beforeEach(async () => {
  handle = passOn
  await inProcess(testFolder(), settings, '--yes')
})
afterAll(async () => {
  await coordinator?.stop()
  proxy.closeAllConnections()
  proxy.close()
  await bench.simulator.close()
})

function passOn(incoming: IncomingMessage, response: ServerResponse, path = incoming.url ?? '/'): void {
  const { method, headers } = incoming
  const onward = request(`${coordinator.url}${path}`, { method, headers }, (answer) => {
    response.writeHead(answer.statusCode ?? 502, answer.headers)
    answer.pipe(response)
  })
  onward.on('error', () => response.writeHead(502).end())
  incoming.pipe(onward)
}

async function listening(server: ReturnType<typeof createServer>): Promise<string> {
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`
}

function deployment(changes: Record<string, string> = {}) {
  const { twilio, publicUrl, redis, trustedProxies } = readSettings({ ...settings, ...changes })
  if (twilio === null || publicUrl === null) throw new Error('no Twilio settings')
  return { looked: { twilio, publicUrl, trustedProxies, clock: { now: Date.now } }, redis }
}

/** What is not as it should be, by the name of its check. */
async function findings(changes: Record<string, string> = {}) {
  const { looked, redis } = deployment(changes)
  const found = await runDoctorChecks(looked, redis, null, '/nowhere/.env')
  return Object.fromEntries(
    found
      .filter(({ verdict }) => verdict.state !== 'ok')
      .map(({ name, verdict }) => [name, `${verdict.state}: ${verdict.said}`]),
  )
}

const NO_FILE = {
  'Settings file': 'skipped: there is no /nowhere/.env: all settings come from the environment',
}
/** Nothing that only the real Twilio tells, no fallback, and no file with settings. */
const USUAL = {
  ...NO_FILE,
  Fallback: expect.stringContaining('skipped: no fallback URL is set'),
  'Geo permissions': 'skipped: only Twilio itself tells them',
}

test('a deployment that is well gets a line for each check, and exit code 0', async () => {
  const { status, stdout, stderr } = await command('doctor', testFolder(), {
    ...settings,
    TWILIO_CALLER_ID: '+12175550100',
  })
  expect({ status, stderr }).toEqual({ status: 0, stderr: '' })
  const lines = stdout.trimEnd().split('\n')
  expect(lines.map((line) => line.replace(/^(\w+) +([\w ]+):.*$/, '$1 $2'))).toEqual([
    'skipped Settings file',
    'ok Credentials',
    'ok Clock',
    'ok Number',
    'ok TwiML App',
    'ok Voice token',
    'skipped Fallback',
    'skipped Geo permissions',
    'ok Reachable',
    'ok Proxies',
    'ok Ready',
    'ok Signed request',
    'ok Forged request',
    'ok Redis',
  ])
})

test('a file with settings that others can read is said with the command that puts it right', async () => {
  const path = join(testFolder(), '.env')
  writeFileSync(path, 'A=1\n')
  for (const mode of [0o644, 0o640, 0o602]) {
    chmodSync(path, mode)
    expect(await settingsFile(path).run()).toEqual({
      state: 'wrong',
      said: `${path} is not its owner’s alone: its mode is ${mode.toString(8)}`,
      fix: `chmod 600 ${path}`,
    })
  }
  chmodSync(path, 0o600)
  expect(await settingsFile(path).run()).toMatchObject({ state: 'ok' })
})

test('a number that points elsewhere is said with the command that puts it right, and exit code 1', async () => {
  await pointNumber(bench, { statusCallback: 'https://old.example.com/status' })
  const { status, stdout } = await command('doctor', testFolder(), settings)
  expect(status).toBe(1)
  expect(stdout).toMatch(
    /^wrong +Number: \+12175550100: status callback is https:\/\/old.example.com\/status, not http\S+\. To fix it: npm run twilio:setup -- --yes$/m,
  )
  await pointNumber(bench, { voiceUrl: '' })
  expect(await findings()).toMatchObject({
    Number: expect.stringContaining('no number of the account points'),
  })
})

test('credentials that are refused are said once; what rests on them is passed over', async () => {
  expect(await findings({ TWILIO_AUTH_TOKEN: 'old-token-of-the-account' })).toEqual({
    ...NO_FILE,
    Credentials: expect.stringContaining('error 20003'),
    Number: 'skipped: see Credentials',
    'TwiML App': 'skipped: see Credentials',
    'Voice token': 'skipped: see Credentials',
    Fallback: 'skipped: see Credentials',
    'Geo permissions': 'skipped: see Credentials',
    'Signed request': 'wrong: a request that is signed as Twilio signs is refused',
  })
})

test('a key of another account, or an App that is gone, is found', async () => {
  const found = await findings({
    TWILIO_API_KEY_SECRET: 'secret-of-another-key',
    TWILIO_TWIML_APP_SID: `AP${'1'.repeat(32)}`,
    TWILIO_AUTH_TOKEN_SECONDARY: 'other-token-of-account',
  })
  expect(found).toMatchObject({ Credentials: 'wrong: Twilio refuses TWILIO_AUTH_TOKEN_SECONDARY' })
  expect(
    await findings({
      TWILIO_API_KEY_SECRET: 'secret-of-another-key',
      TWILIO_TWIML_APP_SID: `AP${'1'.repeat(32)}`,
    }),
  ).toEqual({
    ...USUAL,
    'TwiML App': expect.stringContaining('wrong: the account has no TwiML App AP1'),
    'Voice token': expect.stringContaining('wrong: Twilio refuses the API key'),
  })
})

test('a proxy that sorts the query anew breaks signatures', async () => {
  handle = (incoming, response) => {
    const [path, query] = (incoming.url ?? '').split('?')
    passOn(incoming, response, query === undefined ? path : `${path}?${query.split('&').reverse().join('&')}`)
  }
  expect(await findings()).toEqual({
    ...USUAL,
    'Signed request': 'wrong: a request that is signed as Twilio signs is refused',
  })
})

test('a proxy that answers for the coordinator would let anybody in', async () => {
  handle = (incoming, response) => {
    if (incoming.method === 'POST') response.writeHead(204).end()
    else passOn(incoming, response)
  }
  expect(await findings()).toEqual({
    ...USUAL,
    'Forged request': 'wrong: a request that Twilio did not sign gets 204, not 403',
  })
})

test('an address that leads elsewhere, or to something else, or nowhere, is found', async () => {
  handle = (_, response) => response.writeHead(301, { Location: 'https://www.example.com/' }).end()
  const passedOver = {
    Proxies: 'skipped: see Reachable',
    Ready: 'skipped: see Reachable',
    'Signed request': 'skipped: see Reachable',
  }
  expect(await findings()).toMatchObject({
    ...passedOver,
    Reachable: 'wrong: it redirects (301) to https://www.example.com/',
  })
  handle = (_, response) => response.writeHead(404).end()
  expect(await findings()).toMatchObject({ ...passedOver, Reachable: 'wrong: it answers 404, not 200' })
  const closed = createServer()
  const nowhere = await listening(closed)
  closed.close()
  expect(await findings({ PUBLIC_URL: nowhere })).toMatchObject({
    Reachable: `wrong: ${nowhere} could not be reached: ECONNREFUSED`,
  })
})

test('a coordinator that is not ready says why', async () => {
  handle = (incoming, response) => {
    if (incoming.url !== '/readyz') return passOn(incoming, response)
    response.writeHead(503, { 'Content-Type': 'application/problem+json' })
    response.end(JSON.stringify({ detail: 'worker: none was seen lately' }))
  }
  expect(await findings()).toEqual({ ...USUAL, Ready: 'wrong: it is not: worker: none was seen lately' })
})

test('a fallback that takes no GET, or is no TwiML, is found before it is needed', async () => {
  let answer = { status: 405, body: '' }
  const host = createServer((_, response) => response.writeHead(answer.status).end(answer.body))
  const url = `${await listening(host)}/fallback.xml`
  try {
    await pointNumber(bench, { voiceFallbackUrl: url, voiceFallbackMethod: 'GET' })
    expect((await findings()).Fallback).toBe(`wrong: ${url} answers 405 to GET`)
    answer = { status: 200, body: '<html>Parked</html>' }
    expect((await findings()).Fallback).toBe(`wrong: ${url} answers 200, but no TwiML to GET`)
    answer = { status: 200, body: '<Response><Say>Sorry</Say></Response>' }
    expect(await findings()).not.toHaveProperty('Fallback')
  } finally {
    host.closeAllConnections()
    host.close()
    await pointNumber(bench, { voiceFallbackUrl: '', voiceFallbackMethod: 'POST' })
  }
})

test('a Redis that is away is found', async () => {
  const { Redis } = await findings({ REDIS_URL: 'unix:/nowhere/redis.sock' })
  expect(Redis).toContain('wrong: it does not answer')
})

test('a clock that is minutes off is found', async () => {
  const { looked } = deployment()
  const slow = { now: () => Date.now() - 90_000 }
  expect(await clockSkew({ ...looked, clock: slow }).run()).toMatchObject({
    state: 'wrong',
    said: expect.stringMatching(/^this machine’s clock is (89|90|91) s behind Twilio’s/),
  })
})

test('dialling permissions: home must be allowed, and toll fraud must not', async () => {
  const country = { iso_code: 'US', low_risk_numbers_enabled: true }
  let own = country
  let risky: object[] = []
  const voice = createServer((incoming, response) => {
    const list = incoming.url?.includes('Countries?')
    response.setHeader('Content-Type', 'application/json')
    response.end(JSON.stringify(list ? { content: risky, meta: { key: 'content' } } : own))
  })
  const api = await listening(voice)
  const check = dialingPermissions(deployment({ TWILIO_CALLER_ID: '+12175550100' }).looked, api)
  try {
    expect(await check.run()).toMatchObject({ state: 'ok' })
    risky = [{ iso_code: 'LV' }]
    expect(await check.run()).toMatchObject({
      state: 'wrong',
      said: expect.stringContaining('fraud may be called in LV'),
    })
    own = { ...country, low_risk_numbers_enabled: false }
    expect(await check.run()).toMatchObject({ state: 'wrong', said: 'calls to US are not allowed' })
  } finally {
    voice.closeAllConnections()
    voice.close()
  }
  expect([permissionsApi('https://api.twilio.com'), permissionsApi(bench.simulator.url)]).toEqual([
    'https://voice.twilio.com',
    null,
  ])
})

test('without Twilio settings there is nothing to look at', async () => {
  const { status, stderr } = await command('doctor', testFolder(), {})
  expect([status, stderr]).toEqual([1, expect.stringContaining('npm run twilio:setup')])
})

test('a proxy that TRUSTED_PROXIES does not count is noticed, and one too many', async () => {
  handle = (incoming, response) => {
    incoming.headers['x-forwarded-for'] = '203.0.113.7'
    passOn(incoming, response)
  }
  expect(await findings()).toMatchObject({
    Proxies: 'wrong: a request passes 1 of them, and TRUSTED_PROXIES says 0: all agents count as one address',
  })
  expect(await findings({ TRUSTED_PROXIES: '1' })).not.toHaveProperty('Proxies')
  handle = passOn
  expect(await findings({ TRUSTED_PROXIES: '1' })).toMatchObject({
    Proxies:
      'wrong: a request passes 0 of them, and TRUSTED_PROXIES says 1: anybody can pretend to be at another address',
  })
})
