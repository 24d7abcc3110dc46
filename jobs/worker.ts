import { redisFor } from '../coordinator/launcher/redis-for.ts'
import { startSandbox } from '../coordinator/launcher/sandbox.ts'
import { connectRedis } from '../coordinator/redis/connect.ts'
import { keysOf } from '../coordinator/redis/keys.ts'
import { readSettings } from '../coordinator/settings.ts'
import { applyPending } from '../migrations/runner.ts'
import { runProcess, type Shutdown } from './lifecycle.ts'
import { jobHost, openProcess, processLog } from './process.ts'
import { startWorkers } from './work.ts'

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
  await opened.parts.start()
  const connection = connectRedis(running.redis, 'bullmq', log)
  const workers = await startWorkers(jobHost(settings, opened), connection, settings.site)
  shutdown.add('The workers', async () => {
    await workers.close()
    connection.disconnect()
  })
  process.stdout.write('Switchyard works on its jobs\n')
}

await runProcess(work)
