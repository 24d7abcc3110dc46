import { readFileSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { createAccounts } from '../../../coordinator/accounts/store.ts'
import {
  addMissingAccounts,
  refusePrintedPasswords,
  renewPasswords,
} from '../../../coordinator/commands/sandbox/people.ts'
import { startSandbox } from '../../../coordinator/commands/sandbox/sandbox.ts'
import { sandboxState } from '../../../coordinator/commands/sandbox/state.ts'
import { twilioAccount } from '../../../coordinator/going-live/account.ts'
import { keysOf } from '../../../coordinator/redis/keys.ts'
import { readSettings } from '../../../coordinator/settings.ts'
import { testSite } from '../../setup/site.ts'
import { testFolder } from './folder.ts'

const { redis, site, keys } = testSite()
const GRACE_MS = 20_000

test('its account is made once and kept, and only its owner can read it', () => {
  const folder = testFolder()
  const made = sandboxState(folder)
  expect(sandboxState(folder)).toEqual(made)
  expect(made.accountSid).toMatch(/^AC[0-9a-f]{32}$/)
  expect(statSync(join(folder, 'sandbox.json')).mode & 0o777).toBe(0o600)
})

test('state that cannot be read is not written over', () => {
  const folder = testFolder()
  writeFileSync(join(folder, 'sandbox.json'), '{"accountSid":')
  expect(() => sandboxState(folder)).toThrow('is not the state of a sandbox')
  expect(readFileSync(join(folder, 'sandbox.json'), 'utf8')).toBe('{"accountSid":')
})

test('the simulator stands in for Twilio, and its number points where it is told to', async () => {
  const sandbox = await startSandbox(testFolder(), GRACE_MS)
  try {
    await sandbox.pointAt('http://127.0.0.1:9999')
    const [number] = await twilioAccount(sandbox.twilio).numbers()
    expect(number).toMatchObject({
      phoneNumber: sandbox.number,
      fields: {
        voiceUrl: 'http://127.0.0.1:9999/api/twilio/voice#rc=3&rp=5xx,ct,rt',
        statusCallback: 'http://127.0.0.1:9999/api/twilio/status#rc=3&rp=5xx,ct,rt',
      },
    })
    const app = await twilioAccount(sandbox.twilio).app(sandbox.twilio.twimlAppSid)
    expect(app?.fields.voiceUrl).toBe('http://127.0.0.1:9999/api/twilio/leg#rc=3&rp=5xx,ct,rt')
    expect(sandbox.twilio.signalingUrl).toBe(`${sandbox.simulatorUrl.replace('http', 'ws')}/signal`)
  } finally {
    await sandbox.stop()
  }
  await expect(fetch(sandbox.simulatorUrl)).rejects.toThrow()
})

test('its people get an account each, once, and may change their passwords', async () => {
  const { people } = sandboxState(testFolder())
  const accounts = createAccounts({ redis, keys, clock: Date })
  const added = await Promise.all([
    addMissingAccounts(accounts, people),
    addMissingAccounts(accounts, people),
  ])
  expect(added.flat()).toHaveLength(people.length)
  for (const { agentId, password } of people) expect(await accounts.verify(agentId, password)).not.toBeNull()
  await accounts.setPassword('sales', 'a password of my own')
  expect(await addMissingAccounts(accounts, people)).toEqual([])
  expect(await accounts.verify('sales', 'a password of my own')).not.toBeNull()
})

test('it has a site of its own: a live deployment beside it has none of its people', () => {
  const site = (env: NodeJS.ProcessEnv) => readSettings(env).site
  expect(site({})).toBe('sandbox')
  expect(site(LIVE)).toBe('main')
})

test('its passwords are 64 random bits at least', () => {
  const passwords = [testFolder(), testFolder()].flatMap((folder) =>
    sandboxState(folder).people.map(({ password }) => password),
  )
  expect(new Set(passwords).size).toBe(passwords.length)
  // Each letter or digit is one of 31.
  for (const password of passwords)
    expect(password.replaceAll('-', '').length * Math.log2(31)).toBeGreaterThan(64)
})

test('a live start refuses people whose password a sandbox has printed, until they have another one', async () => {
  const accounts = createAccounts({ redis, keys: keysOf(`${site}-live`), clock: Date })
  const folder = testFolder()
  await addMissingAccounts(accounts, sandboxState(folder).people)
  await expect(refusePrintedPasswords(accounts, testFolder())).rejects.toThrow(
    'A sandbox has printed the passwords of front_desk, ops, sales.',
  )
  for (const agentId of ['front_desk', 'ops', 'sales'])
    await accounts.setPassword(agentId, 'a password of my own')
  await refusePrintedPasswords(accounts, folder)
})

test('the short passwords of an older version are renewed, and a live start knows them', async () => {
  const folder = testFolder()
  const made = sandboxState(folder)
  const former = made.people.map((person) => ({ ...person, password: `cedar-delta-${person.agentId}` }))
  writeFileSync(
    join(folder, 'sandbox.json'),
    JSON.stringify({ ...made, people: former, formerPeople: undefined }),
  )
  const old = createAccounts({ redis, keys: keysOf(`${site}-old`), clock: Date })
  for (const person of former) await old.add(person)
  await expect(refusePrintedPasswords(old, folder)).rejects.toThrow('front_desk, ops, sales')
  const { people, formerPeople, number } = sandboxState(folder)
  expect([formerPeople, number]).toEqual([former, made.number])
  await expect(refusePrintedPasswords(old, folder)).rejects.toThrow('front_desk, ops, sales')
  await renewPasswords(old, people, formerPeople)
  for (const { agentId, password } of people) expect(await old.verify(agentId, password)).not.toBeNull()
})

const LIVE = {
  TWILIO_ACCOUNT_SID: `AC${'0'.repeat(32)}`,
  TWILIO_AUTH_TOKEN: 'a'.repeat(32),
  TWILIO_API_KEY_SID: `SK${'0'.repeat(32)}`,
  TWILIO_API_KEY_SECRET: 'a'.repeat(32),
  TWILIO_TWIML_APP_SID: `AP${'0'.repeat(32)}`,
  PUBLIC_URL: 'https://desk.example.com',
}
