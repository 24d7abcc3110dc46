import { text } from 'node:stream/consumers'
import { upgradeAgent } from '../../migrations/index.ts'
import { accountAnnouncer } from '../accounts/account-announcer.ts'
import { createAccounts } from '../accounts/store.ts'
import { keysOf } from '../redis/keys.ts'
import { readSettings } from '../settings.ts'
import { AGENTS_USAGE, agentsArguments } from './agents-arguments.ts'
import { runAgentsCommand } from './agents-command.ts'
import { runCommand } from './command.ts'
import { print } from './output.ts'
import { openRedis } from './services.ts'

await runCommand({
  usage: AGENTS_USAGE,
  parse: agentsArguments,
  async main(given, shutdown) {
    const settings = readSettings(process.env)
    const redis = await openRedis(settings, shutdown)
    const keys = keysOf(settings.site)
    const clock = { now: Date.now }
    await runAgentsCommand(given, {
      accounts: createAccounts({ redis, keys, clock }),
      onChange: accountAnnouncer(redis, keys, clock, upgradeAgent),
      readInput: () => text(process.stdin),
      print,
    })
  },
})
