import { userInfo } from 'node:os'
import { buffer } from 'node:stream/consumers'
import { upgradeAgent } from '../../migrations/index.ts'
import { accountAnnouncer } from '../accounts/account-announcer.ts'
import { createAccounts } from '../accounts/store.ts'
import { createAudit } from '../audit/audit.ts'
import { createGroupsStore } from '../people/groups.ts'
import { createPeople } from '../people/people.ts'
import { keysOf } from '../redis/keys.ts'
import { createServerClock } from '../redis/server-clock.ts'
import { systemRuntime } from '../runtime.ts'
import { createStoredFactors } from '../second-factor/stored-factors.ts'
import { textOf } from '../settings/text-of.mjs'
import { readSettings } from '../settings.ts'
import { AGENTS_USAGE, agentsArguments } from './agents-arguments.ts'
import { runAgentsCommand } from './agents-command.ts'
import { runCommand } from './command.ts'
import { print } from './output.ts'
import { openRedis, publicUrlOf, SILENT_LOG } from './services.ts'

await runCommand({
  usage: AGENTS_USAGE,
  parse: agentsArguments,
  async main(given, shutdown) {
    const settings = readSettings(process.env)
    const redis = await openRedis(settings, shutdown)
    const keys = keysOf(settings.site)
    const clock = createServerClock(redis, keys, systemRuntime)
    await clock.read()
    const audit = createAudit({ redis, keys, clock, log: SILENT_LOG })
    shutdown.add('The audit log', audit.flush)
    const accounts = createAccounts({ redis, keys, clock })
    await runAgentsCommand(given, {
      accounts,
      people: createPeople({
        ...{ redis, keys, accounts, audit },
        groups: createGroupsStore({ redis, keys }),
        factors: createStoredFactors(redis, keys),
        onChange: accountAnnouncer(redis, keys, clock, upgradeAgent),
        publicUrl: publicUrlOf(settings),
      }),
      readInput: async () => textOf(await buffer(process.stdin)),
      from: `shell of ${userInfo().username}`,
      print,
    })
  },
})
