import { jobBoard } from '../../jobs/board.ts'
import { reconcileAll } from '../../jobs/handlers/reconcile.ts'
import { startWorkers, type Workers } from '../../jobs/workers.ts'
import { applyPending, type MigrationDeps, migrationStates } from '../../migrations/runner.ts'
import { deskNews } from '../accounts/desk-news.ts'
import { createAccounts } from '../accounts/store.ts'
import { openListener } from '../http/door.ts'
import { coordinatorApp } from '../http-app.ts'
import { jobDeps, openProcess, processLog } from '../process.ts'
import type { RedisClient } from '../redis/client.ts'
import { connectRedis } from '../redis/connect.ts'
import { type Keys, keysOf } from '../redis/keys.ts'
import type { Clock } from '../runtime.ts'
import { readSettings } from '../settings.ts'
import { ensureConsole } from './launcher/build-console.ts'
import { redisFor } from './launcher/redis-for.ts'
import { runProcess, type Shutdown } from './lifecycle.ts'
import { ensureSandboxPeople } from './sandbox/people.ts'
import { type Sandbox, startSandbox } from './sandbox/sandbox.ts'

/** `npm start`: the coordinator, with the workers in the same process unless they run elsewhere. */
async function start(shutdown: Shutdown) {
  const settings = readSettings(process.env)
  const log = processLog(settings)

  const running = await redisFor(settings)
  shutdown.add('Redis', running.stop)
  const [sandbox, consoleFolder] = await Promise.all([
    settings.twilio === null ? startSandbox(settings.dataDir) : null,
    ensureConsole(),
  ])
  if (sandbox) shutdown.add('The sandbox', sandbox.stop)
  const twilio = settings.twilio ?? sandbox?.twilio
  if (!twilio) throw new Error('There is neither a Twilio account nor a sandbox')

  const door = await openListener(settings)
  const publicUrl = settings.publicUrl ?? door.address
  const keys = keysOf(settings.site)
  const clock = { now: Date.now }
  const opened = await openProcess(settings, twilio, running.redis, publicUrl, log, async (redis) => {
    await applyPending({ redis, keys })
    if (sandbox) await seat(sandbox, redis, keys, clock)
  })
  shutdown.add('The connections', opened.close)
  const { coordinator, redis, metrics, queue } = opened
  await coordinator.start()

  let workers: Workers | null = null
  if (settings.worker === 'inline') {
    const connection = connectRedis(running.redis, 'bullmq', log)
    const started = await startWorkers(jobDeps(settings, opened), connection, settings.site)
    workers = started
    if (sandbox && !sandbox.reused) await reconcileAll({ liveCalls: coordinator.liveCalls, queue, clock })
    shutdown.add('The workers', async () => {
      await started.close()
      connection.disconnect()
    })
  }
  const app = coordinatorApp({
    settings,
    twilio,
    publicUrl,
    coordinator,
    redis,
    accounts: createAccounts({ redis, keys, clock }),
    unmigrated: () => unmigrated({ redis, keys }),
    leaving: () => door.leaving,
    consoleFolder,
    board: jobBoard(queue),
    clock,
    log,
    metrics,
  })
  door.answerBy(app.callback())
  shutdown.add('The server', async () => {
    // Others take the jobs at once, while requests still come here.
    workers?.close().catch(() => undefined)
    await door.leave(settings.drainMs, () => coordinator.feed.closeConsoles())
  })
  await sandbox?.pointAt(publicUrl)
  announce(door.address, publicUrl, sandbox)
}

/** The sandbox's people have accounts, and their places at the desk. */
async function seat(sandbox: Sandbox, redis: RedisClient, keys: Keys, clock: Clock) {
  const tellTheDesk = deskNews(redis, keys, clock)
  for (const { agentId, name } of await ensureSandboxPeople(
    createAccounts({ redis, keys, clock }),
    sandbox.people,
  ))
    await tellTheDesk(agentId, { type: 'added', name })
}

/** Null when this version's steps are all applied. @throws DataIsNewer when there are more than these */
async function unmigrated(parts: MigrationDeps): Promise<string | null> {
  const open = (await migrationStates(parts)).filter(({ state }) => state !== 'applied')
  return open.length === 0 ? null : `not applied: ${open.map(({ id, name }) => `${id} ${name}`).join(', ')}`
}

function announce(address: string, publicUrl: string, sandbox: Sandbox | null) {
  const lines = [`Switchyard is ready: ${address}`, `Public URL: ${publicUrl}`]
  if (sandbox)
    lines.push(
      '',
      'This is the sandbox: a simulated Twilio, and no phone rings for real.',
      `  Console       ${publicUrl}`,
      ...sandbox.people.map(
        ({ agentId, password, role }) => `  Sign in as    ${agentId}  ${password}  (${role})`,
      ),
      `  Call in from  ${sandbox.simulatorUrl}`,
    )
  process.stdout.write(`${lines.join('\n')}\n`)
}

await runProcess(start)
