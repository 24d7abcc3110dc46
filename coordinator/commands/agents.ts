import { text } from 'node:stream/consumers'
import { AccountError } from '../accounts/account.ts'
import { deskNews } from '../accounts/desk-news.ts'
import { createAccounts } from '../accounts/store.ts'
import { closeRedis, connectRedis, untilReady } from '../redis/connect.ts'
import { keysOf } from '../redis/keys.ts'
import { readSettings, SettingsError } from '../settings.ts'
import { runAgentsCommand, USAGE, UsageError } from './agents-command.ts'
import { redisFor } from './launcher/redis-for.ts'

/** `npm run agents`. Exit codes: 0 done, 1 not done, 2 not understood. */
const QUIET = { info: () => undefined, warn: () => undefined }
const CONNECT_MS = 5_000

async function main(): Promise<void> {
  const settings = readSettings(process.env)
  const running = await redisFor(settings)
  const redis = connectRedis(running.redis, 'commands', QUIET)
  try {
    await untilReady(redis, CONNECT_MS)
    const keys = keysOf(settings.site)
    const clock = { now: Date.now }
    await runAgentsCommand(process.argv.slice(2), {
      accounts: createAccounts({ redis, keys, clock }),
      onChange: deskNews(redis, keys, clock),
      readInput: () => text(process.stdin),
      print: (line) => process.stdout.write(`${line}\n`),
    })
  } finally {
    await closeRedis(redis)
    await running.stop()
  }
}

function explain(error: unknown): number {
  const say = (...lines: readonly string[]) => process.stderr.write(`${lines.join('\n')}\n`)
  if (error instanceof UsageError) say(error.message, USAGE)
  else if (error instanceof SettingsError) say(...error.lines)
  else if (error instanceof Error)
    say(error.message, ...(error instanceof AccountError ? [] : causeOf(error)))
  else say(String(error))
  return error instanceof UsageError ? 2 : 1
}

const causeOf = ({ cause }: Error) => (cause instanceof Error ? [cause.message] : [])

await main().catch((error: unknown) => {
  process.exitCode = explain(error)
})
