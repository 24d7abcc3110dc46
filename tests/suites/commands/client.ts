import { startEmbeddedRedis } from '../../../coordinator/commands/launcher/embedded-redis.ts'

/** A process that uses an embedded Redis, as a coordinator does, until a signal ends it. */
const [dataDir = '', graceMs = ''] = process.argv.slice(2)

const { url, reused, stop } = await startEmbeddedRedis(dataDir, { graceMs: Number(graceMs) })
process.once('SIGTERM', () => void stop().then(() => process.exit(0)))
process.stdout.write(`${JSON.stringify({ url, reused })}\n`)
setInterval(() => undefined, 60_000)
