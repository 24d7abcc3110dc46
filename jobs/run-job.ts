import { ActorIsNewer } from '../coordinator/durable/newer.ts'
import { JobCatalogue, JobName } from './catalogue.ts'
import { adopt } from './handlers/adopt.ts'
import type { JobDeps } from './handlers/deps.ts'
import { reconcile } from './handlers/reconcile.ts'
import { enforceRetention } from './handlers/retention.ts'
import { sweep } from './handlers/sweep.ts'
import { fireTimer } from './handlers/timer.ts'

/**
 * Runs one job. A job for a call of a newer version is skipped: the sweep of that version does its work.
 * @throws ZodError when the name or the data is not in the catalogue; otherwise what the handler throws
 */
export async function runJob(deps: JobDeps, name: string, data: unknown, trace?: string): Promise<void> {
  try {
    await handle(deps, JobName.parse(name), data, trace)
  } catch (error) {
    if (!(error instanceof ActorIsNewer)) throw error
    deps.log.info({ err: error, trace, job: name }, 'Skipped a job for a call of a newer version')
  }
}

function handle(deps: JobDeps, name: JobName, data: unknown, trace: string | undefined): Promise<void> {
  switch (name) {
    case 'timer':
      return fireTimer(deps, JobCatalogue.timer.data.parse(data), trace)
    case 'command': {
      const { commandId, attempt, dueAt } = JobCatalogue.command.data.parse(data)
      return deps.runner.runStored(commandId, attempt, dueAt)
    }
    case 'reconcile':
      return reconcile(deps, JobCatalogue.reconcile.data.parse(data), trace)
    case 'sweep':
      return sweep(deps)
    case 'adopt':
      return adopt(deps, JobCatalogue.adopt.data.parse(data))
    case 'retention':
      return enforceRetention(deps)
    case 'backup':
      return deps.backup.run()
  }
}
