import type { RemoteRedis, Settings } from '../../settings.ts'
import { startEmbeddedRedis } from './embedded-redis.ts'

export interface RunningRedis {
  redis: RemoteRedis
  /** Ends the embedded server, unless another process of ours uses it. */
  stop(): Promise<void>
}

/** The Redis of the settings; the embedded one is started, or found when it runs already. */
export async function redisFor({
  redis,
  dataDir,
}: Pick<Settings, 'redis' | 'dataDir'>): Promise<RunningRedis> {
  if (redis.kind !== 'embedded') return { redis, stop: async () => undefined }
  const { url, stop } = await startEmbeddedRedis(dataDir)
  return { redis: { kind: 'url', url }, stop }
}
