import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { NEW_OFFICE } from '../../../coordinator/protocol/office/settings.ts'
import { enforceRetention } from '../../../jobs/handlers/retention.ts'
import { applyMigrations } from '../../../migrations/runner.ts'
import { openDesk, rings, type TestCoordinator, type TestDesk, until } from '../../setup/desk.ts'
import { backupsOf, everything, factorsOf, fill, PASSPHRASE, PASSWORD, ROOT, restores } from './restoring.ts'

const DAY_MS = 86_400_000

let folder: string
let path: string
let lost: TestDesk
/** The calls of the site that was lost. */
let answered: string
let message: string
let sound: string

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'switchyard-restore-'))
  path = join(folder, 'site.backup')
  lost = await openDesk()
  await applyMigrations(lost)
  const filled = await fill(lost, await lost.open())
  answered = filled.answered
  message = filled.message
  sound = filled.sound
  // A call that is live is not in the file.
  await rings(await lost.open())
  expect(await backupsOf(lost).write(path, PASSPHRASE)).toEqual({
    'second factors': 1,
    accounts: 3,
    office: 1,
    sounds: 1,
    settings: 1,
    groups: 1,
    preferences: 1,
    contacts: 1,
    'ended calls': 2,
    'slot stays': 1,
    'audit entries': 1,
  })
})
afterAll(async () => {
  await lost?.close()
  rmSync(folder, { recursive: true, force: true })
})

let desk: TestDesk
let office: TestCoordinator
beforeEach(async () => {
  desk = await openDesk()
  office = await desk.open()
})
afterEach(() => desk.close())

describe('into a site that has nothing', () => {
  test('all of it comes back as it was, and running coordinators have it in memory', async () => {
    expect(await office.archive.page({ before: null, limit: 10 })).toEqual([])
    await restores(desk, path)
    expect(await everything(desk, sound)).toEqual(await everything(lost, sound))

    expect(await office.accounts.verify('ann', PASSWORD)).toMatchObject({ role: 'agent' })
    expect(await office.accounts.verify('gone', PASSWORD)).toBeNull()
    await until(async () => (await office.archive.page({ before: null, limit: 10 })).length === 2)
    const [found] = await office.archive.page({ q: 'date', before: null, limit: 10 })
    expect(found).toMatchObject({ callSid: answered, contact: { name: 'Ada Lovelace' } })
    expect(await office.archive.page({ q: 'lovelace', before: null, limit: 10 })).toHaveLength(2)
    expect(office.desk.unheard()).toBe(1)
    expect(office.desk.office().timeZone).toBe('Europe/Berlin')
    expect(office.live.now().parkingSlots).toBe(7)
    expect(office.desk.groups().groups).toMatchObject([{ name: 'Sales', members: ['ann'] }])
    expect(office.desk.agent('ann')).toMatchObject({ name: 'Ann', presence: 'offline' })
    expect((await office.voicemails.page(null, 10)).voicemails).toMatchObject([{ callSid: message }])
    expect((await office.calls.history(answered)).map(({ event }) => event)).toContain('WRAP_UP')
  })

  test('the sound that the office names stays, and calls expire when they would have', async () => {
    await restores(desk, path)
    const { redis, keys } = desk
    expect(await redis.pttl(keys.audio(sound))).toBe(-1)
    const left = await redis.pttl(keys.call(answered))
    expect(Math.abs(left - (await redis.pttl(lost.keys.call(answered))))).toBeLessThan(60_000)
    expect(await redis.pttl(keys.history(answered))).toBeGreaterThan(left - 1_000)
  })

  test('a second time, and after a crash in the middle, it does what is missing', async () => {
    await restores(desk, path)
    const { redis, keys } = desk
    const before = await everything(desk, sound)
    await redis.del(keys.call(message), keys.history(message), keys.contacts, keys.secondFactors)
    await redis.del(keys.audit('office_changed'))
    const said = await restores(desk, path)
    expect(said).toContain('accounts: 3 in the file, 3 on the site, 3 there already')
    expect(said).toContain('contacts: 1 in the file, 0 on the site, 1 to be written')
    expect(await everything(desk, sound)).toEqual(before)
    expect((await restores(desk, path)).join('\n')).not.toMatch('to be ')
  })

  test('calls that the history would have forgotten by now are left out, unless Twilio still has something of them', async () => {
    const passed = 400 * DAY_MS
    desk.clock.pass(passed)
    await restores(desk, path)
    const { redis, keys } = desk
    expect(await redis.zrange(keys.ended, '0', '-1')).toEqual([message])
    await enforceRetention(office.jobDeps)
    expect(Object.values(await redis.hgetall(keys.outbox)).map((json) => JSON.parse(json))).toMatchObject([
      { type: 'deleteRecording', callSid: message },
    ])
    expect(await redis.zcard(keys.ended)).toBe(0)
    expect(await desk.redis.hlen(desk.keys.accounts)).toBe(3)
  })
})

describe('into a site that coordinators have begun to put back', () => {
  test('what they have is newer and stays, and all else comes back', async () => {
    const { rev, changedAt, changedBy, ...settings } = NEW_OFFICE
    await office.office.change({ ...settings, timeZone: 'Europe/Paris', greeting: null }, rev, ROOT)
    const numbers = [{ number: '+12175550142', kind: 'mobile' as const }]
    const newer = { name: 'Ada King', organisation: null, numbers, note: '', vip: false, blocked: false }
    await office.contacts.add(newer)
    // As a start does it on a Redis that has lost everything.
    await office.accounts.addInvited([{ agentId: 'root', name: 'Administrator', role: 'admin' }])
    await rings(office)

    const said = await restores(desk, path)
    expect(said).toContain('contacts: 1 in the file, 1 on the site, which stay as they are')
    expect(said).toContain('office: 1 in the file, 1 on the site, 1 there with other contents, which stay')
    expect((await office.office.read()).timeZone).toBe('Europe/Paris')
    expect(office.contacts.book.all().map(({ name }) => name)).toEqual(['Ada King'])
    expect(await office.accounts.verify('root', PASSWORD)).toMatchObject({ name: 'Root' })
    expect(await desk.redis.zcard(desk.keys.ended)).toBe(2)
    expect(office.desk.calls()).toHaveLength(1)
  })

  test('a call that is live again stays as it is', async () => {
    await rings(office, answered)
    await restores(desk, path, { replace: true })
    expect((await office.calls.state(answered))?.view.status).not.toBe('ended')
    expect(await desk.redis.zrange(desk.keys.ended, '0', '-1')).toEqual([message])
  })
})

describe('into a site that is in use', () => {
  beforeEach(async () => {
    await office.accounts.add({
      agentId: 'ann',
      name: 'Ann',
      role: 'supervisor',
      password: 'quite another one',
    })
    await office.accounts.add({ agentId: 'bob', name: 'Bob', role: 'agent', password: PASSWORD })
    await factorsOf(desk).change('bob', (before) => ({ ...before, recoveryCodes: ['bob'] }))
  })

  test('nothing is changed, and the dry run says so', async () => {
    const before = await everything(desk, sound)
    expect(await restores(desk, path, { dryRun: true })).toEqual(
      expect.arrayContaining([
        'accounts: 3 in the file, 2 on the site, 2 to be written, 1 there with other contents, which stay',
        'The site is in use: it would be refused without --replace.',
      ]),
    )
    await expect(restores(desk, path)).rejects.toMatchObject({ code: 'siteInUse' })
    expect(await everything(desk, sound)).toEqual(before)
  })

  test('with --replace the file wins, nothing else is deleted, and who was replaced signs in again', async () => {
    const token = await office.sessions.open({ agentId: 'ann', name: 'Ann', role: 'supervisor' })
    expect(await office.sessions.find(token)).not.toBeNull()
    await restores(desk, path, { replace: true })
    expect(await office.accounts.verify('ann', PASSWORD)).toMatchObject({ role: 'agent' })
    expect(await office.accounts.find('bob')).not.toBeNull()
    expect((await factorsOf(desk).of('bob')).recoveryCodes).toEqual(['bob'])
    await until(async () => (await office.sessions.find(token)) === null)
  })
})
