import { existsSync, readFileSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { parseEnv } from 'node:util'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { testFolder } from '../commands/folder.ts'
import {
  CREDENTIALS,
  NUMBER,
  pointNumber,
  startTestSimulator,
  type TestSimulator,
} from '../simulator/test-simulator.ts'
import { accountOf, command, inProcess, PUBLIC_URL } from './command.ts'

const RETRIES = '#rc=3&rp=5xx,ct,rt'
const STATUS = `${PUBLIC_URL}/api/twilio/status${RETRIES}`
const VOICE = `${PUBLIC_URL}/api/twilio/voice${RETRIES}`
const LEG = `${PUBLIC_URL}/api/twilio/leg${RETRIES}`

let bench: TestSimulator
beforeEach(async () => {
  bench = await startTestSimulator()
})
afterEach(() => bench.simulator.close())

const setup = (folder: string, ...args: string[]) => command('setup', folder, accountOf(bench), ...args)
const envOf = (folder: string) => parseEnv(readFileSync(join(folder, '.env'), 'utf8'))
const number = async () => (await bench.client.incomingPhoneNumbers.list())[0]
const changes = async () => {
  const requests = await bench.caller.ask<{ method: string; path: string }[]>('/sim/rest')
  return requests.filter(({ method }) => method !== 'GET')
}

test('without --yes it says what it would do, and does none of it', async () => {
  await pointNumber(bench, { voiceUrl: 'https://old.example.com/voice', voiceMethod: 'GET' })
  const before = await changes()
  const folder = testFolder()
  const { status, stdout, stderr } = await setup(folder)
  expect({ status, stderr }).toEqual({ status: 0, stderr: '' })
  expect(stdout).toContain(`${NUMBER}  points at https://old.example.com/voice`)
  expect(stdout).toMatch(new RegExp(`voice URL +https://old.example.com/voice -> ${VOICE}`))
  expect(stdout).toMatch(/voice method +GET -> POST/)
  expect(stdout).toContain(`(none) -> ${STATUS}`)
  expect(stdout).toContain('TwiML App Switchyard: is created')
  expect(stdout).toContain('API key Switchyard: is created')
  expect(stdout).toContain('.env: sets PUBLIC_URL, TWILIO_ACCOUNT_SID')
  expect(stdout).toContain('Nothing was changed. To do this, run it again with --yes.')
  expect(await changes()).toEqual(before)
  expect(existsSync(join(folder, '.env'))).toBe(false)
})

test('with --yes it does it once; the next run reads the .env and has nothing to do', async () => {
  const folder = testFolder()
  const { status, stdout } = await setup(folder, '--yes')
  expect([status, stdout]).toEqual([0, expect.stringContaining('Done, and read back from Twilio.')])
  const [app] = await bench.client.applications.list({ friendlyName: 'Switchyard' })
  expect(app).toMatchObject({ voiceUrl: LEG, voiceMethod: 'POST', statusCallback: STATUS })
  expect(await number()).toMatchObject({ voiceUrl: VOICE, voiceMethod: 'POST', statusCallback: STATUS })

  const written = envOf(folder)
  expect(written).toMatchObject({
    ...accountOf(bench),
    TWILIO_TWIML_APP_SID: app?.sid,
    TWILIO_CALLER_ID: NUMBER,
  })
  const key = await bench.client.keys(written.TWILIO_API_KEY_SID ?? '').fetch()
  expect(key.friendlyName).toBe('Switchyard')
  expect(statSync(join(folder, '.env')).mode & 0o777).toBe(0o600)
  expect(written.TWILIO_API_KEY_SECRET).toMatch(/^[0-9a-f]{32}$/)
  expect(stdout).not.toContain(written.TWILIO_API_KEY_SECRET)
  expect(stdout).not.toContain(CREDENTIALS.authToken)

  const before = await changes()
  const again = await command('setup', folder, {}, '--yes')
  expect([again.status, again.stderr]).toEqual([0, ''])
  expect(again.stdout).toContain('Nothing to do: everything is as planned.')
  expect(await changes()).toEqual(before)
})

test('--remove puts back what was there before the first time, and takes away what was created', async () => {
  await pointNumber(bench, { voiceUrl: 'https://old.example.com/voice', voiceMethod: 'GET' })
  const folder = testFolder()
  writeFileSync(join(folder, '.env'), '# ours\nREDIS_URL="redis://10.0.0.7:6379"\n')
  await inProcess(folder, accountOf(bench), '--yes')
  await inProcess(folder, { PUBLIC_URL: 'https://moved.example.com' }, '--yes')
  expect((await number())?.voiceUrl).toBe(`https://moved.example.com/api/twilio/voice${RETRIES}`)

  const planned = await inProcess(folder, {}, '--remove')
  expect(planned).toMatch(/voice URL +https:\/\/moved.example.com\S+ -> https:\/\/old.example.com\/voice/)
  expect(planned).toContain('Nothing was changed.')
  const { TWILIO_API_KEY_SID: keySid = '' } = envOf(folder)
  const { status, stdout } = await command('setup', folder, {}, '--remove', '--yes')
  expect([status, stdout]).toEqual([0, expect.stringContaining('Everything is as it was before')])
  expect(await number()).toMatchObject({
    voiceUrl: 'https://old.example.com/voice',
    voiceMethod: 'GET',
    statusCallback: null,
  })
  expect(await bench.client.applications.list({ friendlyName: 'Switchyard' })).toEqual([])
  await expect(bench.client.keys(keySid).fetch()).rejects.toMatchObject({ code: 20404 })
  expect(readFileSync(join(folder, '.env'), 'utf8')).toBe('# ours\nREDIS_URL="redis://10.0.0.7:6379"\n')
  expect(await inProcess(folder, accountOf(bench), '--remove')).toContain('Nothing to put back')
})

test('what somebody else changed since is left alone', async () => {
  const folder = testFolder()
  await inProcess(folder, accountOf(bench), '--yes')
  await pointNumber(bench, { voiceUrl: 'https://theirs.example.com/voice' })
  const said = await inProcess(folder, {}, '--remove', '--yes')
  expect(said).toContain('voice URL was changed by somebody else since, and is left alone')
  expect(await number()).toMatchObject({
    voiceUrl: 'https://theirs.example.com/voice',
    statusCallback: null,
  })
})

test('an App and a key that are given are used, and an App of the number’s own is taken from it', async () => {
  const { apiKeySid, apiKeySecret, twimlAppSid } = CREDENTIALS
  await pointNumber(bench, { voiceApplicationSid: twimlAppSid })
  const given = {
    ...accountOf(bench),
    TWILIO_API_KEY_SID: apiKeySid,
    TWILIO_API_KEY_SECRET: apiKeySecret,
    TWILIO_TWIML_APP_SID: twimlAppSid,
  }
  const said = await inProcess(testFolder(), given, '--yes')
  expect(said).toContain(`API key ${apiKeySid}: stays as it is`)
  expect(said).toMatch(new RegExp(`TwiML App of its own +${twimlAppSid} -> \\(none\\)`))
  expect((await bench.client.applications(twimlAppSid).fetch()).voiceUrl).toBe(LEG)
  expect((await number())?.voiceApplicationSid).toBeNull()
  expect(await bench.client.keys.list()).toHaveLength(1)
})

test('what stopped on the way goes on from there, with one App and one key in the end', async () => {
  const folder = testFolder()
  await bench.caller.ask('/sim/faults', { rest: { answer: 503, path: '/Keys.json' } })
  const stopped = await command('setup', folder, accountOf(bench), '--yes')
  expect([stopped.status, stopped.stderr]).toEqual([1, expect.stringContaining('Twilio answered 503')])
  expect(stopped.stdout).toContain('It stopped on the way. Run it again')
  expect((await number())?.voiceUrl).toBeNull()

  await bench.caller.ask('/sim/faults', { rest: { answer: 'lost', path: '/IncomingPhoneNumbers/' } })
  await expect(inProcess(folder, {}, '--yes')).rejects.toThrow('Twilio could not be reached')
  expect(await inProcess(folder, {}, '--yes')).toContain('Nothing to do')
  expect(await bench.client.applications.list({ friendlyName: 'Switchyard' })).toHaveLength(1)
  expect(await bench.client.keys.list()).toHaveLength(2)
  expect((await number())?.voiceUrl).toBe(VOICE)
})

describe('what is wrong is said in words, and nothing is done:', () => {
  const SK = `SK${'1'.repeat(32)}`
  const tries: [Record<string, string>, string[], string][] = [
    [{}, ['--number', '+12175550199'], `The account has no number +12175550199. It has: ${NUMBER}`],
    [{ TWILIO_API_KEY_SID: SK }, [], 'TWILIO_API_KEY_SECRET: missing'],
    [
      { TWILIO_API_KEY_SID: SK, TWILIO_API_KEY_SECRET: 'guess-of-the-secret' },
      [],
      `Twilio refuses the API key ${SK}`,
    ],
    [{ TWILIO_TWIML_APP_SID: `AP${'1'.repeat(32)}` }, [], 'The account has no TwiML App AP1'],
    [{}, ['--fallback-url', `${PUBLIC_URL}/f.xml`], 'when that is away, so is the fallback'],
    [{ PUBLIC_URL: '' }, [], 'PUBLIC_URL: missing'],
  ]
  test.each(tries)('%j %j', async (settings, args, said) => {
    const folder = testFolder()
    await expect(inProcess(folder, { ...accountOf(bench), ...settings }, '--yes', ...args)).rejects.toThrow(
      said,
    )
    expect(await changes()).toEqual([])
    expect(existsSync(join(folder, '.env'))).toBe(false)
  })
})

test('a process that failed says so by its exit code, without a stack and without a secret', async () => {
  const account = accountOf(bench)
  const run = (settings: Record<string, string>, ...args: string[]) =>
    command('setup', testFolder(), { ...account, ...settings }, '--yes', ...args)
  const [refused, unreached, misspelt] = await Promise.all([
    run({ TWILIO_AUTH_TOKEN: 'secret-guess-of-token' }),
    run({ TWILIO_API_URL: 'http://127.0.0.1:1' }),
    run({}, '--numbr', NUMBER),
  ])
  expect([refused.status, unreached.status, misspelt.status]).toEqual([1, 1, 2])
  expect(refused.stderr).toMatch(
    /^Twilio refuses TWILIO_ACCOUNT_SID and TWILIO_AUTH_TOKEN \(error 20003\).*\n$/,
  )
  expect(unreached.stderr).toBe('Twilio could not be reached: ECONNREFUSED, at http://127.0.0.1:1\n')
  expect(misspelt.stderr).toContain('usage: npm run twilio:setup')
  expect(JSON.stringify(refused)).not.toContain('secret-guess-of-token')
})
