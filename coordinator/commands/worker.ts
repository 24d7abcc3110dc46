import { applyMigrations } from '../../migrations/runner.ts'
import { openProcess, processLog } from '../process.ts'
import { keysOf } from '../redis/keys.ts'
import { readSettings } from '../settings.ts'
import { noArguments, runService } from './command.ts'
import { runJobWorkers } from './job-workers.ts'
import { print } from './output.ts'
import { provideRedis, provideTwilio, publicUrlOf } from './services.ts'

const USAGE = `usage: npm run worker
Runs the jobs alone, for coordinators that run with WORKER=off. Settings come from the environment.`

await runService({
  usage: USAGE,
  parse: noArguments,
  async main(_, shutdown) {
    const settings = readSettings(process.env)
    const remote = await provideRedis(settings, shutdown)
    const { twilio } = await provideTwilio(settings, shutdown)
    const log = processLog(settings)
    const opened = await openProcess(settings, twilio, remote, publicUrlOf(settings), log, async (redis) => {
      await applyMigrations({ redis, keys: keysOf(settings.site) })
    })
    shutdown.add('The connections', opened.close)
    await opened.coordinator.start()
    await runJobWorkers(settings, remote, opened, shutdown)
    print('Switchyard works on its jobs')
  },
})
