import type { RedisClient } from '../redis/client.ts'
import { closeRedis, connectRedis, untilReady } from '../redis/connect.ts'
import type { RemoteRedis, Settings, TwilioSettings } from '../settings.ts'
import { buildConsole } from './launcher/build-console.ts'
import { startEmbeddedRedis } from './launcher/embedded-redis.ts'
import { type Sandbox, startSandbox } from './sandbox/sandbox.ts'
import type { Shutdown } from './shutdown.ts'

const CONNECT_MS = 5_000
export const SILENT_LOG = { info: () => undefined, warn: () => undefined }

/** The Redis that the settings name. With none, the embedded server: it ends with the last process that uses it. */
export async function provideRedis(
  { redis, dataDir }: Pick<Settings, 'redis' | 'dataDir'>,
  shutdown: Shutdown,
): Promise<RemoteRedis> {
  if (redis.kind !== 'embedded') return redis
  const { url, stop } = await startEmbeddedRedis(dataDir)
  shutdown.add('The embedded Redis', stop)
  return { kind: 'url', url }
}

/** One connection, for a command that needs nothing else. @throws {Error} when Redis does not answer within 5 s */
export async function openRedis(settings: Settings, shutdown: Shutdown): Promise<RedisClient> {
  const redis = connectRedis(await provideRedis(settings, shutdown), 'commands', SILENT_LOG)
  shutdown.add('The connection to Redis', () => closeRedis(redis))
  await untilReady(redis, CONNECT_MS)
  return redis
}

/** The Twilio account that the settings name. With none, the sandbox: it ends with the last process that uses it. */
export async function provideTwilio(
  { twilio, dataDir }: Pick<Settings, 'twilio' | 'dataDir'>,
  shutdown: Shutdown,
): Promise<{ twilio: TwilioSettings; sandbox: Sandbox | null }> {
  if (twilio !== null) return { twilio, sandbox: null }
  const sandbox = await startSandbox(dataDir)
  shutdown.add('The sandbox', sandbox.stop)
  return { twilio: sandbox.twilio, sandbox }
}

export interface Services {
  remote: RemoteRedis
  twilio: TwilioSettings
  sandbox: Sandbox | null
  /** The folder of the built console. */
  consoleFolder: string
}

/** All that a coordinator needs beside itself, at the same time. */
export async function provideServices(settings: Settings, shutdown: Shutdown): Promise<Services> {
  const [remote, account, consoleFolder] = await Promise.all([
    provideRedis(settings, shutdown),
    provideTwilio(settings, shutdown),
    buildConsole(),
  ])
  return { remote, ...account, consoleFolder }
}

/** PUBLIC_URL. Without it, in the sandbox, the address on which `npm start` listens by the same settings. */
export const publicUrlOf = ({ publicUrl, host, port }: Settings) => publicUrl ?? `http://${host}:${port}`
