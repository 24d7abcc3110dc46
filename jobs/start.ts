import { createServer, type RequestListener, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { deskNews } from '../coordinator/accounts/desk-news.ts'
import { createAccounts } from '../coordinator/accounts/store.ts'
import { coordinatorApp } from '../coordinator/app.ts'
import { ensureConsole } from '../coordinator/launcher/build-console.ts'
import { redisFor } from '../coordinator/launcher/redis-for.ts'
import { type Sandbox, startSandbox } from '../coordinator/launcher/sandbox.ts'
import { ensureSandboxPeople } from '../coordinator/launcher/sandbox-people.ts'
import type { Clock } from '../coordinator/ports.ts'
import { connectRedis } from '../coordinator/redis/connect.ts'
import { type Keys, keysOf } from '../coordinator/redis/keys.ts'
import type { RedisClient } from '../coordinator/redis/script.ts'
import { readSettings, type Settings, SettingsError } from '../coordinator/settings.ts'
import { applyPending, type MigrationParts, migrationStates } from '../migrations/runner.ts'
import { jobBoard } from './board.ts'
import { runProcess, type Shutdown } from './lifecycle.ts'
import { jobHost, openProcess, processLog } from './process.ts'
import { reconcileAll } from './reconcile.ts'
import { startWorkers } from './work.ts'

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

  let answer: RequestListener = (_, response) => void response.writeHead(503).end()
  const server = createServer((request, response) => answer(request, response))
  const address = await listen(server, settings)
  const publicUrl = settings.publicUrl ?? address
  const keys = keysOf(settings.site)
  const clock = { now: Date.now }
  const opened = await openProcess(settings, twilio, running.redis, publicUrl, log, async (redis) => {
    await applyPending({ redis, keys })
    if (sandbox) await seat(sandbox, redis, keys, clock)
  })
  shutdown.add('The connections', opened.close)
  const { parts, redis, metrics, queue } = opened
  await parts.start()

  if (settings.worker === 'inline') {
    const connection = connectRedis(running.redis, 'bullmq', log)
    const workers = await startWorkers(jobHost(settings, opened), connection, settings.site)
    if (sandbox && !sandbox.reused) await reconcileAll({ watch: parts.watch, queue, clock })
    shutdown.add('The workers', async () => {
      await workers.close()
      connection.disconnect()
    })
  }
  const app = coordinatorApp({
    settings,
    twilio,
    publicUrl,
    parts,
    redis,
    accounts: createAccounts({ redis, keys, clock }),
    unmigrated: () => unmigrated({ redis, keys }),
    consoleFolder,
    board: jobBoard(queue),
    clock,
    log,
    metrics,
  })
  answer = app.callback()
  shutdown.add('The server', async () => {
    parts.feed.closeConsoles()
    await closed(server)
  })
  await sandbox?.pointAt(publicUrl)
  announce(address, publicUrl, sandbox)
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
async function unmigrated(parts: MigrationParts): Promise<string | null> {
  const open = (await migrationStates(parts)).filter(({ state }) => state !== 'applied')
  return open.length === 0 ? null : `not applied: ${open.map(({ id, name }) => `${id} ${name}`).join(', ')}`
}

/** @returns the address as a URL, with the port that was picked */
function listen(server: Server, { host, port }: Settings): Promise<string> {
  return new Promise((resolve, reject) => {
    server.once('error', (error: NodeJS.ErrnoException) => {
      const taken = error.code === 'EADDRINUSE'
      reject(
        taken
          ? new SettingsError([`PORT: ${port} is taken on ${host}; another number, or 0 for any free one`])
          : error,
      )
    })
    server.listen(port, host, () => {
      const address: AddressInfo | string | null = server.address()
      if (address === null || typeof address === 'string') return reject(new Error('Not listening on a port'))
      const name = address.family === 'IPv6' ? `[${address.address}]` : address.address
      resolve(`http://${name}:${address.port}`)
    })
  })
}

/** How long requests under way may take to finish. */
const DRAIN_MS = 3_000

function closed(server: Server): Promise<void> {
  return new Promise((resolve) => {
    const drained = setTimeout(() => server.closeAllConnections(), DRAIN_MS)
    server.close(() => {
      clearTimeout(drained)
      resolve()
    })
    server.closeIdleConnections()
  })
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
