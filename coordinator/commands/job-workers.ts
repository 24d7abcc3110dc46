import { startWorkers, type Workers } from '../../jobs/workers.ts'
import { jobDeps, type OpenProcess } from '../process.ts'
import { connectRedis } from '../redis/connect.ts'
import type { RemoteRedis, Settings } from '../settings.ts'
import type { Shutdown } from './shutdown.ts'

/** The BullMQ workers, on connections of their own. They finish the jobs under way before the process exits. */
export async function runJobWorkers(
  settings: Settings,
  redis: RemoteRedis,
  opened: OpenProcess,
  shutdown: Shutdown,
): Promise<Workers> {
  const connect = () => connectRedis(redis, 'bullmq', opened.log)
  const { queue } = opened
  const workers = await startWorkers(jobDeps(settings, opened), { queue, connect, site: settings.site })
  shutdown.add('The workers', () => workers.close())
  return workers
}
