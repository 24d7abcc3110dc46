import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import type { CallView } from '../../../coordinator/protocol/call-view.ts'
import { openDeployment, type TestDeployment } from '../../setup/deployment.ts'
import { until } from '../../setup/desk.ts'
import { operate } from '../../setup/operate.ts'
import { openOwnRedis } from '../../setup/own-redis.ts'
import { SeededRandom } from '../../setup/seeded-random.ts'
import { signIn } from '../../setup/sign-in.ts'
import { StormAgent } from '../../setup/storm/agent.ts'
import { CarrierWatch } from '../../setup/storm/carrier.ts'

const RESTORE = 'coordinator/commands/restore.ts'
const ADA = '+12175550142'
/** Twilio tells us of a new caller by webhook: until then nobody is adopted. */
const ADOPTED_AFTER_MS = 10_500

let folder: string
let redis: Awaited<ReturnType<typeof openOwnRedis>>
let site: TestDeployment
let carrier: CarrierWatch
let ann: StormAgent
beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'switchyard-lost-'))
  redis = await openOwnRedis({ keeps: false })
  site = await openDeployment({
    coordinators: 1,
    redis: { REDIS_URL: redis.url },
    env: { SWEEP_EVERY_S: '1', BACKUP_PASSPHRASE: 'correct horse battery' },
  })
  await site.hire('ann', 'bob')
  carrier = new CarrierWatch(site.simulatorUrl)
  ann = new StormAgent('ann', site.publicUrl, carrier, new SeededRandom(1), 0)
  await ann.arrive()
}, 120_000)
afterAll(async () => {
  ann?.close()
  carrier?.close()
  await site?.close()
  await redis?.close()
  rmSync(folder, { recursive: true, force: true })
})

const is = (callSid: string, state: string) =>
  until(() => ann.console.desk.calls.get(callSid)?.state === state, 20_000)

async function talks(from: string): Promise<string> {
  const callSid = await carrier.calls(from)
  await is(callSid, 'ringing.offering')
  await ann.send({ callSid, path: 'claim' })
  await is(callSid, 'active.talking')
  return callSid
}

async function ask<Answer>(cookie: string, path: string, body?: object): Promise<Answer> {
  const response = await fetch(site.publicUrl + path, {
    headers: { cookie, 'content-type': 'application/json' },
    ...(body && { method: 'POST', body: JSON.stringify(body) }),
  })
  expect(response.ok, `${path}: ${response.status}`).toBe(true)
  return (await response.json()) as Answer
}

test('after Redis has lost everything, beside a running coordinator and a caller: people sign in, names and history are there', {
  timeout: 90_000,
}, async () => {
  const ended = await talks(ADA)
  await ann.send({ callSid: ended, path: 'hangup' })
  await is(ended, 'ended')
  const numbers = [{ number: ADA, kind: 'mobile' }]
  await ask(await signIn(site.publicUrl, 'bob'), '/api/contacts', { name: 'Ada Lovelace', numbers })
  const live = await talks(ADA)
  const file = join(folder, 'site.backup')
  // Beside both there is the administrator that the first start has invited.
  const written = await operate(site, 'coordinator/commands/backup.ts', [file])
  expect(written).toMatch(/^accounts: 3$[\s\S]*^contacts: 1$[\s\S]*^ended calls: 1$[\s\S]*^Written to /m)
  const wrong = { env: { ...site.env, BACKUP_PASSPHRASE: 'another passphrase' } }
  await Promise.all([
    until(
      () =>
        carrier.liveCallers.every(({ createdAt }) => Date.now() - Date.parse(createdAt) > ADOPTED_AFTER_MS),
      20_000,
    ),
    expect(operate(wrong, RESTORE, [file])).rejects.toThrow('The passphrase is not the one of this file\n'),
  ])

  await site.redis.flushall()
  await is(live, 'parked.waiting')
  await expect(signIn(site.publicUrl, 'bob')).rejects.toThrow('401')

  expect(await operate(site, RESTORE, [file, '--dry-run'])).toMatch(
    /^accounts: 3 in the file, 0 on the site, 3 to be written$[\s\S]*^Nothing was changed\.$/m,
  )
  expect(await site.redis.exists(site.keys.accounts)).toBe(0)
  await operate(site, RESTORE, [file])

  const bob = await signIn(site.publicUrl, 'bob')
  await until(async () => (await ask<CallView[]>(bob, '/api/history')).length === 1)
  expect(await ask<CallView[]>(bob, '/api/history')).toMatchObject([
    { callSid: ended, outcome: 'answered', contact: { name: 'Ada Lovelace' } },
  ])
  expect(await ask(bob, `/api/calls/${ended}/history`)).not.toHaveLength(0)
  expect(await ask(bob, '/api/calls')).toMatchObject([{ callSid: live, contact: { name: 'Ada Lovelace' } }])
  const { outcome } = await ann.send({ callSid: live, path: 'unpark' })
  expect(outcome).toMatchObject({ kind: 'acknowledged' })
  await is(live, 'active.talking')
})
