import { queueReconcileOfAll } from '../../jobs/handlers/reconcile.ts'
import { jobControlOf } from '../../jobs/job-control.ts'
import type { Workers } from '../../jobs/workers.ts'
import { upgradeAgent } from '../../migrations/index.ts'
import { applyMigrations } from '../../migrations/runner.ts'
import { createServing } from '../../migrations/serving.ts'
import { accountAnnouncer } from '../accounts/account-announcer.ts'
import { createAccounts } from '../accounts/store.ts'
import type { Listener } from '../http/listener.ts'
import { coordinatorApp } from '../http-app.ts'
import { jobBoard } from '../ops/job-board.ts'
import { firstAdmin } from '../people/first-admin.ts'
import { openProcess, processLog } from '../process.ts'
import type { RedisClient } from '../redis/client.ts'
import { type Keys, keysOf } from '../redis/keys.ts'
import { type Clock, systemRuntime } from '../runtime.ts'
import type { Settings } from '../settings.ts'
import { runJobWorkers } from './job-workers.ts'
import { print } from './output.ts'
import { addSandboxContacts } from './sandbox/contacts.ts'
import { addMissingAccounts, refusePrintedPasswords, renewPasswords } from './sandbox/people.ts'
import type { Sandbox } from './sandbox/sandbox.ts'
import type { Services } from './services.ts'
import type { Shutdown } from './shutdown.ts'

/** Does all that a coordinator does, behind a port that is open already. */
export async function serve(
  settings: Settings,
  door: Listener,
  { remote, twilio, sandbox, consoleFolder }: Services,
  shutdown: Shutdown,
): Promise<void> {
  const log = processLog(settings)
  const publicUrl = settings.publicUrl ?? door.address
  const keys = keysOf(settings.site)
  const opened = await openProcess(settings, twilio, remote, publicUrl, log, async (redis, clock) => {
    await applyMigrations({ redis, keys })
    const accounts = createAccounts({ redis, keys, clock })
    if (!sandbox) return refusePrintedPasswords(accounts, settings.dataDir)
    await renewPasswords(accounts, sandbox.people, sandbox.formerPeople)
    await addSandboxPeople(sandbox, redis, keys, clock)
  })
  shutdown.add('The connections', opened.close)
  const { coordinator, redis, clock, metrics, queue } = opened
  await coordinator.start()
  if (sandbox) await addSandboxContacts(coordinator.contacts)

  let workers: Workers | null = null
  if (settings.worker === 'inline') {
    workers = await runJobWorkers(settings, remote, opened, shutdown)
    if (sandbox && !sandbox.reused)
      await queueReconcileOfAll({ callIndex: coordinator.callIndex, queue, clock })
  }
  const serving = createServing({ redis, keys, clock })
  const app = coordinatorApp({
    settings,
    twilio,
    publicUrl,
    coordinator,
    redis,
    serving,
    leaving: () => door.leaving,
    consoleFolder,
    board: jobBoard(queue),
    jobs: jobControlOf(queue),
    clock,
    log,
    metrics,
  })
  door.answerBy(app.callback())
  const leaves = serving.start(systemRuntime, (error) =>
    log.debug({ err: error }, 'Older coordinators were not told that this one takes requests'),
  )
  shutdown.add('The server', async () => {
    // The workers of other processes take the jobs at once; requests still come here for `drainMs`.
    workers?.close().catch(() => undefined)
    leaves()
    await door.leave(settings.drainMs, () => {
      coordinator.feed.closeConsoles()
      coordinator.boardStreams.closeAll()
    })
  })
  await sandbox?.pointAt(publicUrl)
  announce(door.address, publicUrl, sandbox)
  if (sandbox) return
  const lines = await firstAdmin({ ...coordinator, now: () => clock.now() }).catch((error: unknown) => {
    log.error({ err: error }, 'Whether somebody can sign in is not known')
    return []
  })
  for (const line of lines) print(line)
}

/** Gives the sandbox's people accounts where they have none, and shows them at the desk. */
async function addSandboxPeople({ people }: Sandbox, redis: RedisClient, keys: Keys, clock: Clock) {
  const announceChange = accountAnnouncer(redis, keys, clock, upgradeAgent)
  const added = await addMissingAccounts(createAccounts({ redis, keys, clock }), people)
  for (const { agentId, name } of added) await announceChange(agentId, { type: 'added', name })
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
  print(lines.join('\n'))
}
