import { existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, inject, test } from 'vitest'
import { nightlyBackup } from '../../../coordinator/backup/nightly.ts'
import { measure } from '../../../coordinator/ops/gauges.ts'
import { openBackups } from '../../../coordinator/process.ts'
import { NEW_OFFICE } from '../../../coordinator/protocol/office/settings.ts'
import { connectRedis } from '../../../coordinator/redis/connect.ts'
import { prefixOf, QUEUE } from '../../../jobs/queue.ts'
import { runJob } from '../../../jobs/run-job.ts'
import { restoreSchedules, scheduleJobs } from '../../../jobs/schedules.ts'
import { startWorkers, type WorkerDeps } from '../../../jobs/workers.ts'
import { openDesk, type TestCoordinator, type TestDesk, until } from '../../setup/desk.ts'
import { quietLog } from '../../setup/site.ts'
import { backupsOf, PASSPHRASE } from './restoring.ts'

const DAY_MS = 86_400_000

let folder: string
let desk: TestDesk
let office: TestCoordinator
let jobs: WorkerDeps
beforeEach(async () => {
  folder = join(mkdtempSync(join(tmpdir(), 'switchyard-nightly-')), 'made')
  desk = await openDesk()
  const at = { hour: 3, minute: 30 }
  office = await desk.open({ settings: { backup: { folder, at, keep: 2, passphrase: PASSPHRASE } } })
  jobs = { ...office.jobDeps, backup: nightlyOf(office) }
  measure(office.metrics, office, desk.clock)
})
afterEach(async () => {
  await desk.close()
  rmSync(join(folder, '..'), { recursive: true })
})

/** With a key that costs little. */
const nightlyOf = (coordinator: TestCoordinator) =>
  nightlyBackup({
    ...coordinator,
    backups: backupsOf(desk),
    settings: coordinator.settings.backup,
    site: desk.site,
    timeZone: () => coordinator.desk.office().timeZone,
  })
const addRoot = () =>
  office.accounts.add({ agentId: 'root', name: 'Root', role: 'admin', password: 'a password of somebody' })
const night = () => runJob(jobs, 'backup', {})
const metric = async (name: string) =>
  new RegExp(`^switchyard_backup_${name} (\\S+)$`, 'm').exec((await office.metrics.expose()).text)?.[1]

test('each night writes a whole file that can be put back, and only the newest ones stay', async () => {
  await addRoot()
  mkdirSync(folder)
  const foreign = ['notes.txt', `switchyard-${desk.site}-2-2020-01-01T00-00-00-000Z.backup`]
  const left = `switchyard-${desk.site}-2020-01-01T00-00-00-000Z.backup.unfinished`
  for (const name of [...foreign, left]) writeFileSync(join(folder, name), '')
  for (let n = 0; n < 3; n++) {
    desk.clock.pass(DAY_MS)
    await night()
  }
  const own = readdirSync(folder).filter((name) => !foreign.includes(name))
  expect(own.map((name) => name.slice(-'2026-11-25T00-00-00-000Z.backup'.length))).toEqual([
    '2026-11-24T00-00-00-000Z.backup',
    '2026-11-25T00-00-00-000Z.backup',
  ])
  expect(readdirSync(folder)).toEqual(expect.arrayContaining(foreign))
  const backups = openBackups(desk.redis, desk.site, desk.clock)
  const file = await backups.open(join(folder, own[1] ?? ''), PASSPHRASE)
  expect((await backups.survey(file)).parts).toContainEqual(
    expect.objectContaining({ name: 'accounts', same: 1 }),
  )
  await file.close()
  expect(await metric('last_success_timestamp_seconds')).toBe(`${desk.clock.now() / 1000}`)
  expect(await metric('failed')).toBe('0')
  await office.audit.flush()
  expect(await desk.redis.xlen(desk.keys.audit('backup_written'))).toBe(3)
})

test('one that fails says why, removes no file, and the next one is written', async () => {
  await addRoot()
  writeFileSync(folder, 'a file where the folder is to be')
  await expect(night()).rejects.toThrow('EEXIST')
  expect(await metric('failed')).toBe('1')
  await office.audit.flush()
  const [[, [, entry = '']] = ['', []]] = await desk.redis.xrange(desk.keys.audit('backup_written'), '-', '+')
  expect(JSON.parse(entry)).toMatchObject({ result: 'failed', detail: expect.stringContaining('EEXIST') })
  rmSync(folder)
  desk.clock.pass(DAY_MS)
  await night()
  expect(await metric('failed')).toBe('0')
  expect(readdirSync(folder)).toHaveLength(1)
})

test('a site in which nobody can sign in is not written over the files from before', async () => {
  await office.accounts.addInvited([{ agentId: 'admin', name: 'Administrator', role: 'admin' }])
  await expect(night()).rejects.toThrow('Nobody can sign in')
  expect(await metric('failed')).toBe('1')
})

test('it is planned in the time zone of the office, also when that changes, and not at all without a folder', async () => {
  const { queue } = office.jobDeps
  await scheduleJobs(office.jobDeps)
  expect(await queue.getJobScheduler('backup')).toMatchObject({ pattern: '30 3 * * *', tz: 'UTC' })
  const { rev, changedAt, changedBy, ...settings } = NEW_OFFICE
  await office.office.change({ ...settings, timeZone: 'Europe/Berlin' }, rev, {
    agentId: 'root',
    name: 'Root',
  })
  await until(() => office.desk.office().timeZone === 'Europe/Berlin')
  await restoreSchedules(office.jobDeps)
  expect(await queue.getJobScheduler('backup')).toMatchObject({ tz: 'Europe/Berlin' })
  expect((await queue.getDelayed()).filter(({ name }) => name === 'backup')).toHaveLength(1)

  const [planned] = (await queue.getDelayed()).filter(({ name }) => name === 'backup')
  // A start, or a beat of the worker, does not put off what is planned.
  await scheduleJobs(office.jobDeps)
  await restoreSchedules(office.jobDeps)
  expect((await queue.getDelayed()).filter(({ name }) => name === 'backup')).toMatchObject([
    { id: planned?.id },
  ])
  // Redis was full when the next job was to be stored.
  await desk.redis.del(`${prefixOf(desk.site)}:${QUEUE}:${planned?.id}`)
  await restoreSchedules(office.jobDeps)
  expect(await queue.getJob(planned?.id ?? '')).toBeDefined()
  // Redis has lost the plan.
  await queue.removeJobScheduler('backup')
  await restoreSchedules(office.jobDeps)
  expect(await queue.getJobScheduler('backup')).toBeDefined()

  const without = await desk.open()
  await restoreSchedules(without.jobDeps)
  expect(await queue.getJobScheduler('backup')).toBeDefined()
  await scheduleJobs(without.jobDeps)
  expect(await queue.getJobScheduler('backup')).toBeUndefined()
  await expect(runJob(without.jobDeps, 'backup', {})).rejects.toThrow('BACKUP_DIR')
})

test('a worker writes it when its time has come, and plans the next one', async () => {
  await addRoot()
  const { queue } = office.jobDeps
  const connect = () => connectRedis({ kind: 'url', url: inject('redisUrl') }, 'bullmq', quietLog)
  const workers = await startWorkers(jobs, { queue, connect, site: desk.site })
  try {
    const planned = async () => (await queue.getDelayed()).filter(({ name }) => name === 'backup')
    const [tonight] = await planned()
    await tonight?.promote()
    await until(() => existsSync(folder) && readdirSync(folder).some((name) => name.endsWith('.backup')))
    await until(async () => (await planned()).some(({ id }) => id !== tonight?.id))
  } finally {
    await workers.close()
  }
})
