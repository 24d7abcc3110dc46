import { startWorkers, type Workers } from '../../jobs/workers.ts'
import { jobDeps, type OpenProcess } from '../process.ts'
import { connectRedis } from '../redis/connect.ts'
import type { RemoteRedis, Settings } from '../settings.ts'
import type { Shutdown } from './shutdown.ts'

/** The BullMQ workers, on a connection of their own. They finish the jobs under way before the process exits. */
export async function runJobWorkers(
  settings: Settings,
  redis: RemoteRedis,
  opened: OpenProcess,
  shutdown: Shutdown,
): Promise<Workers> {
  const connection = connectRedis(redis, 'bullmq', opened.log)
  const workers = await startWorkers(jobDeps(settings, opened), connection, settings.site)
  shutdown.add('The workers', async () => {
    await workers.close()
    connection.disconnect()
  })
  return workers
}
