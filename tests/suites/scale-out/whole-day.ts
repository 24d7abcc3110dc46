import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect } from 'vitest'
import { passwordOf, type TestDeployment } from '../../setup/deployment.ts'
import { until } from '../../setup/desk.ts'
import { operate } from '../../setup/operate.ts'
import { SeededRandom } from '../../setup/seeded-random.ts'
import { signIn } from '../../setup/sign-in.ts'
import { StormAgent } from '../../setup/storm/agent.ts'
import { CarrierWatch } from '../../setup/storm/carrier.ts'
import { writeWav } from '../../simulator/media/wav.ts'
import { allCommands } from './all-commands.ts'

const SILENCE = new Uint8Array(writeWav(new Int16Array(800)))

/**
 * What the product does with Redis, once, from outside: migrations and accounts by the operators' commands, sessions,
 * presence, each command on a call, a number that is called, the carrier's callbacks, timers, jobs, the office with a
 * sound of its own, the board, and a backup that is put back. Left out are messages that callers leave, and what takes days or a loss: that old
 * calls are forgotten, and that a desk is restored.
 */
export async function wholeDay(deployment: TestDeployment): Promise<void> {
  const { publicUrl } = deployment
  expect(await operate(deployment, 'coordinator/commands/migrate.ts', ['--status'])).toMatch(
    /^\S+ .+: applied \d{4}-/m,
  )
  expect(await operate(deployment, 'coordinator/commands/migrate.ts', ['--dry-run'])).toMatch(
    /^Nothing to apply\.$/m,
  )
  const root = ['add', 'root', '--name', 'Root', '--role', 'admin', '--password-stdin']
  expect(await operate(deployment, 'coordinator/commands/agents.ts', root, passwordOf('root'))).toBe(
    'root: added, as admin\n',
  )

  await deployment.hire('ann', 'bob')
  const carrier = new CarrierWatch(deployment.simulatorUrl)
  const [ann, bob] = [1, 2].map(
    (n) => new StormAgent(n === 1 ? 'ann' : 'bob', publicUrl, carrier, new SeededRandom(n), 0),
  ) as [StormAgent, StormAgent]
  try {
    await Promise.all([ann.arrive(), bob.arrive()])
    await until(() =>
      [ann, bob].every(({ console }) => console.desk.agents.get('bob')?.presence === 'available'),
    )
    const calls = await allCommands(publicUrl, carrier, ann, bob)
    await administers(deployment, calls)
  } finally {
    ann.close()
    bob.close()
    carrier.close()
  }
}

/** @param calls how many have ended by now */
async function administers(deployment: TestDeployment, calls: number) {
  const { publicUrl } = deployment
  const cookie = await signIn(publicUrl, 'root')
  const ask = async (method: string, path: string, body?: BodyInit, headers: Record<string, string> = {}) => {
    const response = await fetch(publicUrl + path, {
      method,
      headers: { cookie, ...headers },
      body: body ?? null,
    })
    expect(response.ok, `${method} ${path}: ${response.status}`).toBe(true)
    return response
  }
  const get = async (path: string) => (await ask('GET', path)).text()
  expect(JSON.parse(await get('/api/history'))).toHaveLength(calls)
  expect(await get('/ops/jobs')).toMatch('<html')
  expect(await get('/ops/jobs/api/queues?activeQueue=switchyard&page=1&jobsPerPage=10')).toMatch('"sweep"')
  await get('/readyz')
  await get('/metrics')

  const uploaded = await ask('POST', '/api/office/audio', SILENCE, { 'content-type': 'audio/wav' })
  const { audio } = (await uploaded.json()) as { audio: string }
  for (const closed of [{ kind: 'play', audio, name: 'Silence' }, null]) {
    const office = await ask('GET', '/api/office')
    const match = { 'if-match': office.headers.get('etag') ?? '' }
    const settings = JSON.stringify({ ...(await office.json()), closed })
    await ask('PUT', '/api/office', settings, { 'content-type': 'application/json', ...match })
  }

  await ask('DELETE', '/api/session')
  expect(await operate(deployment, 'coordinator/commands/agents.ts', ['disable', 'bob'])).toBe(
    'bob: disabled\n',
  )
  await putsItselfBack(deployment, calls)
}

async function putsItselfBack({ env }: TestDeployment, calls: number) {
  const folder = mkdtempSync(join(tmpdir(), 'switchyard-day-'))
  const site = { env: { ...env, BACKUP_PASSPHRASE: 'correct horse battery' } }
  const file = join(folder, 'site.backup')
  expect(await operate(site, 'coordinator/commands/backup.ts', [file])).toContain(`ended calls: ${calls}\n`)
  expect(await operate(site, 'coordinator/commands/restore.ts', [file, '--replace'])).toContain(
    `ended calls: ${calls} in the file, ${calls} on the site, ${calls} there already\n`,
  )
  rmSync(folder, { recursive: true })
}
