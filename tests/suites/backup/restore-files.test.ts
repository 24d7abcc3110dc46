import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { createBackups } from '../../../coordinator/backup/backups.ts'
import { backupParts } from '../../../coordinator/backup/parts.ts'
import { NEW_OFFICE } from '../../../coordinator/protocol/office/settings.ts'
import { CALL_MACHINE_VERSION } from '../../../machines/call/machine.ts'
import { dataVersions } from '../../../migrations/data-versions.ts'
import { migrations as steps, upgradeCall } from '../../../migrations/index.ts'
import { applyMigrations } from '../../../migrations/runner.ts'
import {
  connectLeg,
  makeAvailable,
  newSid,
  openDesk,
  rings,
  sendCommand,
  type TestCoordinator,
  type TestDesk,
  until,
} from '../../setup/desk.ts'
import { fileOf, type Kept } from '../migrations/released/kept.ts'
import { backupsOf, CHEAP, PASSPHRASE, ROOT, restores } from './restoring.ts'

let folder: string
/** The site that the file is of. */
let other: TestDesk
/** The site that the file is put into. */
let desk: TestDesk
let office: TestCoordinator
beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'switchyard-restore-'))
  other = await openDesk()
  desk = await openDesk()
  office = await desk.open()
})
afterEach(async () => {
  await Promise.all([other.close(), desk.close()])
  rmSync(folder, { recursive: true, force: true })
})

test('a file of a newer version is refused', async () => {
  const { redis, site, keys, clock } = other
  await applyMigrations(other)
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
  await expect(restores(desk, newer)).rejects.toMatchObject({
    code: 'newer',
    message: expect.stringContaining('of-tomorrow'),
  })
})

test('calls that an older version wrote are brought to this version, with all that its steps do', async () => {
  const { redis, site, keys, clock } = other
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

  await restores(desk, file)
  expect(await desk.redis.hget(desk.keys.call(callSid), 'version')).toBe(`${CALL_MACHINE_VERSION}`)
  expect((await office.voicemails.page(null, 10)).voicemails).toMatchObject([{ callSid }])
})

test('of a call whose recording was not complete Twilio is asked again', async () => {
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

  await restores(desk, file)
  expect(await office.recordings.unsettledBefore(Number.MAX_SAFE_INTEGER, 10)).toEqual([callSid])
  expect(await office.recordings.begunBefore(Number.MAX_SAFE_INTEGER, 10)).toEqual([callSid])
  await restores(desk, file, { replace: true })
  expect(await office.recordings.unsettledBefore(Number.MAX_SAFE_INTEGER, 10)).toEqual([callSid])
})

test('a record that this version cannot read is left out, and said', async () => {
  await other.redis.hset(other.keys.accounts, 'odd', '{"agentId":"odd"}')
  await other.redis.hset(other.keys.preferences, 'ann', '{"density":"compact"}')
  const file = join(folder, 'odd.backup')
  await backupsOf(other).write(file, PASSPHRASE)
  expect(await restores(desk, file)).toContain(
    'accounts: 1 in the file, 0 on the site, 1 left out: this version cannot read them',
  )
  expect(await desk.redis.hgetall(desk.keys.accounts)).toEqual({})
  expect(await desk.redis.hget(desk.keys.preferences, 'ann')).toBe('{"density":"compact"}')
})
