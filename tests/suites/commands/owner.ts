import { startEmbeddedRedis } from '../../../coordinator/commands/launcher/embedded-redis.ts'

/** A process that owns an embedded Redis, as a coordinator does, until it is told to stop. */
const [dataDir = '', leaseMs = ''] = process.argv.slice(2)

const { url, reused, stop } = await startEmbeddedRedis(dataDir, { leaseMs: Number(leaseMs) })
process.once('SIGTERM', () => void stop().then(() => process.exit(0)))
process.stdout.write(`${JSON.stringify({ url, reused })}\n`)
setInterval(() => undefined, 60_000)
