import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { createPreferences } from '../../../coordinator/accounts/preferences.ts'
import { createBackups } from '../../../coordinator/backup/backups.ts'
import { backupParts } from '../../../coordinator/backup/parts.ts'
import { surveyLines } from '../../../coordinator/commands/restore-lines.ts'
import { openBackups } from '../../../coordinator/process.ts'
import { NEW_OFFICE } from '../../../coordinator/protocol/office/settings.ts'
import { createStoredFactors } from '../../../coordinator/second-factor/stored-factors.ts'
import { enforceRetention } from '../../../jobs/handlers/retention.ts'
import { CALL_MACHINE_VERSION } from '../../../machines/call/machine.ts'
import { dataVersions } from '../../../migrations/data-versions.ts'
import { migrations as steps, upgradeCall } from '../../../migrations/index.ts'
import { applyMigrations } from '../../../migrations/runner.ts'
import {
  connectLeg,
  makeAvailable,
  newSid,
  openDesk,
  parks,
  rings,
  sendCommand,
  type TestCoordinator,
  type TestDesk,
  until,
} from '../../setup/desk.ts'
import { writeWav } from '../../simulator/media/wav.ts'

import { fileOf, type Kept } from '../migrations/released/kept.ts'

const PASSPHRASE = 'correct horse battery'
const CHEAP = { N: 2, r: 1, p: 1 }
const ROOT = { agentId: 'root', name: 'Root' }
const PASSWORD = 'a password of somebody'
const SOUND = Buffer.from(writeWav(new Int16Array(800)))
const DAY_MS = 86_400_000

let folder: string
let path: string
let lost: TestDesk
/** The calls of the site that was lost. */
let answered: string
let message: string
let sound: string

const backupsOf = ({ redis, site, clock }: TestDesk) => openBackups(redis, site, clock, CHEAP)
const factorsOf = ({ redis, keys }: TestDesk) => createStoredFactors(redis, keys)

async function restores(desk: TestDesk, { replace = false, dryRun = false } = {}, file = path) {
  const backups = backupsOf(desk)
  const sealed = await backups.open(file, PASSPHRASE)
  try {
    const seen = await backups.survey(sealed)
    if (!dryRun) await backups.putBack(sealed, seen, replace)
    return surveyLines(seen, { site: desk.site, replace, dryRun })
  } finally {
    await sealed.close()
  }
}

async function fill(desk: TestDesk, office: TestCoordinator) {
  const { accounts, contacts } = office
  await accounts.add({ ...ROOT, role: 'admin', password: PASSWORD })
  await accounts.add({ agentId: 'ann', name: 'Ann', role: 'agent', password: PASSWORD })
  await accounts.add({ agentId: 'gone', name: 'Gone', role: 'agent', password: PASSWORD })
  await accounts.setDisabled('gone', true)
  await factorsOf(desk).change('root', (before) => ({ ...before, recoveryCodes: ['hash'] }))
  await createPreferences(desk.redis, desk.keys).change('ann', { language: 'de' })

  sound = (await office.office.keepAudio(SOUND)) ?? ''
  const { rev, changedAt, changedBy, ...settings } = NEW_OFFICE
  const greeting = { kind: 'play', audio: sound, name: 'Hello' } as const
  await office.office.change({ ...settings, timeZone: 'Europe/Berlin', greeting }, rev, ROOT)
  await office.groups.change([{ id: '1'.repeat(32), name: 'Sales', members: ['ann'] }], 0, ROOT)
  await office.settingsStore.change({ settings: { PARKING_SLOTS: { value: 7 } } }, 0, ROOT)
  const numbers = [{ number: '+12175550142', kind: 'mobile' as const }]
  const ada = { name: 'Ada Lovelace', organisation: null, numbers, note: '', vip: true, blocked: false }
  await contacts.add(ada)

  message = await rings(office)
  await office.calls.send(message, { type: 'RECORDED', recordingSid: `RE${'1'.repeat(32)}`, seconds: 9 })
  await makeAvailable(office, 'ann')
  answered = await rings(office)
  await sendCommand(office, answered, 'ann', 'CLAIM')
  await connectLeg(office, answered, 'ann')
  await parks(office, answered, 'ann', 3)
  await sendCommand(office, answered, 'ann', 'UNPARK')
  await connectLeg(office, answered, 'ann')
  await sendCommand(office, answered, 'ann', 'HANGUP')
  const wrapUp = {
    type: 'WRAP_UP' as const,
    by: 'ann',
    role: 'agent' as const,
    note: 'wants a date',
    tags: [],
    instead: null,
  }
  await office.calls.send(answered, wrapUp)
  office.audit.record({ what: 'office_changed', who: 'root' })
  await office.audit.flush()
}

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'switchyard-restore-'))
  path = join(folder, 'site.backup')
  lost = await openDesk()
  await applyMigrations(lost)
  await fill(lost, await lost.open())
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

/** All data of a site that is in a backup, as Redis has it. */
async function everything({ redis, keys }: TestDesk) {
  const documents = await Promise.all(
    [keys.office, keys.settings, keys.groups].map((key) => redis.hget(key, 'settings')),
  )
  const hashes = [keys.accounts, keys.secondFactors, keys.preferences, keys.contacts]
  const calls = await redis.zrange(keys.ended, '0', '-1')
  return {
    documents: documents.map((json) => JSON.parse(json ?? 'null')),
    hashes: await Promise.all(hashes.map((key) => redis.hgetall(key))),
    calls: await redis.zrange(keys.ended, '0', '-1', 'WITHSCORES'),
    records: await Promise.all(calls.map((sid) => redis.hgetall(keys.call(sid)))),
    timelines: await Promise.all(calls.map((sid) => redis.lrange(keys.history(sid), 0, -1))),
    messages: await redis.zrange(keys.voicemails, '0', '-1', 'WITHSCORES'),
    unheard: await redis.smembers(keys.unheard),
    stays: await redis.zrange(keys.slotStays, '0', '-1', 'WITHSCORES'),
    audit: await redis.xrange(keys.audit('office_changed'), '-', '+'),
    sound: await redis.getBuffer(keys.audio(sound)),
  }
}

describe('into a site that has nothing', () => {
  test('all of it comes back as it was, and running coordinators have it in memory', async () => {
    expect(await office.archive.page({ before: null, limit: 10 })).toEqual([])
    await restores(desk)
    expect(await everything(desk)).toEqual(await everything(lost))

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
    await restores(desk)
    const { redis, keys } = desk
    expect(await redis.pttl(keys.audio(sound))).toBe(-1)
    const left = await redis.pttl(keys.call(answered))
    expect(Math.abs(left - (await redis.pttl(lost.keys.call(answered))))).toBeLessThan(60_000)
    expect(await redis.pttl(keys.history(answered))).toBeGreaterThan(left - 1_000)
  })

  test('a second time, and after a crash in the middle, it does what is missing', async () => {
    await restores(desk)
    const { redis, keys } = desk
    const before = await everything(desk)
    await redis.del(keys.call(message), keys.history(message), keys.contacts, keys.secondFactors)
    await redis.del(keys.audit('office_changed'))
    const said = await restores(desk)
    expect(said).toContain('accounts: 3 in the file, 3 on the site, 3 there already')
    expect(said).toContain('contacts: 1 in the file, 0 on the site, 1 to be written')
    expect(await everything(desk)).toEqual(before)
    expect((await restores(desk)).join('\n')).not.toMatch('to be ')
  })

  test('calls that the history would have forgotten by now are left out, unless Twilio still has something of them', async () => {
    const passed = 400 * DAY_MS
    desk.clock.pass(passed)
    await restores(desk)
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

    const said = await restores(desk)
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
    await restores(desk, { replace: true })
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
    const before = await everything(desk)
    expect(await restores(desk, { dryRun: true })).toEqual(
      expect.arrayContaining([
        'accounts: 3 in the file, 2 on the site, 2 to be written, 1 there with other contents, which stay',
        'The site is in use: it would be refused without --replace.',
      ]),
    )
    await expect(restores(desk)).rejects.toMatchObject({ code: 'siteInUse' })
    expect(await everything(desk)).toEqual(before)
  })

  test('with --replace the file wins, nothing else is deleted, and who was replaced signs in again', async () => {
    const token = await office.sessions.open({ agentId: 'ann', name: 'Ann', role: 'supervisor' })
    expect(await office.sessions.find(token)).not.toBeNull()
    await restores(desk, { replace: true })
    expect(await office.accounts.verify('ann', PASSWORD)).toMatchObject({ role: 'agent' })
    expect(await office.accounts.find('bob')).not.toBeNull()
    expect((await factorsOf(desk).of('bob')).recoveryCodes).toEqual(['bob'])
    await until(async () => (await office.sessions.find(token)) === null)
  })
})

test('a file of a newer version is refused', async () => {
  const { redis, site, keys, clock } = lost
  const migrations = `${keys.prefix}migrations`
  const row = {
    name: 'of-tomorrow',
    startedAt: new Date(0).toISOString(),
    finishedAt: new Date(0).toISOString(),
  }
  const tomorrow = [...steps, { id: steps.length + 1, name: row.name }]
  await redis.hset(migrations, tomorrow.length, JSON.stringify(row))
  const versions = dataVersions({ redis, keys, steps: tomorrow })
  const newer = join(folder, 'newer.backup')
  await createBackups({ redis, keys, site, clock, cost: CHEAP, parts: [], versions }).write(newer, PASSPHRASE)
  await redis.hdel(migrations, `${tomorrow.length}`)
  await expect(restores(desk, {}, newer)).rejects.toMatchObject({
    code: 'newer',
    message: expect.stringContaining('of-tomorrow'),
  })
})

test('calls that an older version wrote are brought to this version, with all that its steps do', async () => {
  const old = await openDesk()
  const { redis, site, keys, clock } = old
  const [first] = steps
  await applyMigrations({ redis, keys, steps: first ? [first] : [] })
  const kept: Kept[] = JSON.parse(readFileSync(fileOf(1), 'utf8'))
  const left = kept.find(({ name }) => name === 'left a message')
  const callSid = newSid()
  const { rev, at, version, endedAt, ...rest } = JSON.parse(
    JSON.stringify(left).replaceAll('"CA1"', `"${callSid}"`),
  )
  const json = Object.fromEntries(
    ['snapshot', 'timers', 'view'].map((field) => [field, JSON.stringify(rest[field])]),
  )
  await redis.hset(keys.call(callSid), { rev, at, version, ...json })
  await redis.zadd(keys.ended, endedAt, callSid)
  clock.at = endedAt
  const onlyFirst = dataVersions({ redis, keys, steps: first ? [first] : [] })
  const file = join(folder, 'old.backup')
  const upgrade = upgradeCall
  const parts = backupParts({ redis, keys, clock, upgrade, onAccountChange: async () => undefined })
  await createBackups({ redis, keys, site, clock, cost: CHEAP, parts, versions: onlyFirst }).write(
    file,
    PASSPHRASE,
  )
  await old.close()

  await restores(desk, {}, file)
  expect(await desk.redis.hget(desk.keys.call(callSid), 'version')).toBe(`${CALL_MACHINE_VERSION}`)
  expect((await office.voicemails.page(null, 10)).voicemails).toMatchObject([{ callSid }])
})

test('of a call whose recording was not complete Twilio is asked again', async () => {
  const other = await openDesk()
  const there = await other.open()
  await makeAvailable(there, 'ann')
  const recording = { ...NEW_OFFICE.recording, inbound: 'always' as const, announces: false }
  await there.office.change({ ...NEW_OFFICE, recording }, 0, ROOT)
  await until(() => there.desk.office().recording.inbound === 'always')
  const callSid = await rings(there)
  await sendCommand(there, callSid, 'ann', 'CLAIM')
  await connectLeg(there, callSid, 'ann')
  await there.calls.send(callSid, { type: 'RECORDING_STARTED', recordingSid: 'RE1' })
  await sendCommand(there, callSid, 'ann', 'HANGUP')
  const file = join(folder, 'unsettled.backup')
  await backupsOf(other).write(file, PASSPHRASE)
  await other.close()

  await restores(desk, {}, file)
  expect(await office.recordings.unsettledBefore(Number.MAX_SAFE_INTEGER, 10)).toEqual([callSid])
  expect(await office.recordings.begunBefore(Number.MAX_SAFE_INTEGER, 10)).toEqual([callSid])
  await restores(desk, { replace: true })
  expect(await office.recordings.unsettledBefore(Number.MAX_SAFE_INTEGER, 10)).toEqual([callSid])
})

test('a record that this version cannot read is left out, and said', async () => {
  const other = await openDesk()
  await other.redis.hset(other.keys.accounts, 'odd', '{"agentId":"odd"}')
  await other.redis.hset(other.keys.preferences, 'ann', '{"density":"compact"}')
  const file = join(folder, 'odd.backup')
  await backupsOf(other).write(file, PASSPHRASE)
  await other.close()
  expect(await restores(desk, {}, file)).toContain(
    'accounts: 1 in the file, 0 on the site, 1 left out: this version cannot read them',
  )
  expect(await desk.redis.hgetall(desk.keys.accounts)).toEqual({})
  expect(await desk.redis.hget(desk.keys.preferences, 'ann')).toBe('{"density":"compact"}')
})
