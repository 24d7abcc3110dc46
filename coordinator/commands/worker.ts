import { startWorkers } from '../../jobs/workers.ts'
import { applyPending } from '../../migrations/runner.ts'
import { jobDeps, openProcess, processLog } from '../process.ts'
import { connectRedis } from '../redis/connect.ts'
import { keysOf } from '../redis/keys.ts'
import { readSettings } from '../settings.ts'
import { redisFor } from './launcher/redis-for.ts'
import { runProcess, type Shutdown } from './lifecycle.ts'
import { startSandbox } from './sandbox/sandbox.ts'

/** `npm run worker`: the jobs alone, for when the coordinators run with WORKER=off. */
async function work(shutdown: Shutdown) {
  const settings = readSettings(process.env)
  const log = processLog(settings)
  const running = await redisFor(settings)
  shutdown.add('Redis', running.stop)
  const sandbox = settings.twilio === null ? await startSandbox(settings.dataDir) : null
  if (sandbox) shutdown.add('The sandbox', sandbox.stop)
  const twilio = settings.twilio ?? sandbox?.twilio
  if (!twilio) throw new Error('There is neither a Twilio account nor a sandbox')

  const publicUrl = settings.publicUrl ?? `http://${settings.host}:${settings.port}`
  const opened = await openProcess(settings, twilio, running.redis, publicUrl, log, async (redis) => {
    await applyPending({ redis, keys: keysOf(settings.site) })
  })
  shutdown.add('The connections', opened.close)
  await opened.coordinator.start()
  const connection = connectRedis(running.redis, 'bullmq', log)
  const workers = await startWorkers(jobDeps(settings, opened), connection, settings.site)
  shutdown.add('The workers', async () => {
    await workers.close()
    connection.disconnect()
  })
  process.stdout.write('Switchyard works on its jobs\n')
}

await runProcess(work)
