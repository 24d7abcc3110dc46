import { z } from 'zod'
import type { Audit } from '../audit/audit.ts'
import { parse } from '../http/parse.ts'
import { Refusal } from '../http/problem.ts'
import type { Route } from '../http/routes.ts'
import { asking } from '../redis/script.ts'
import type { JobControl } from './job-control.ts'
import { OPERATORS } from './routes.ts'

const JobId = z.string().min(1).max(300)

/** What the job board, which only shows jobs, does not do. */
export function jobRoutes({ jobs, audit }: { jobs: JobControl; audit: Pick<Audit, 'record'> }): Route[] {
  return [
    {
      method: 'POST',
      path: '/api/jobs/:jobId/retry',
      access: OPERATORS,
      perMinute: 60,
      async handle({ by, params, address }) {
        const jobId = parse(JobId, params.jobId, ['jobId'])
        const outcome = await asking(() => jobs.retry(jobId))
        const result = outcome === 'done' ? 'done' : 'refused'
        audit.record({
          what: 'board_action',
          who: by.agentId,
          from: address,
          target: `retry ${jobId}`,
          result,
        })
        if (outcome === 'unknown') throw new Refusal('not_found', 'There is no such job')
        if (outcome === 'notFailed')
          throw new Refusal('not_in_state', 'Only a job that has failed can be retried')
        return { status: 204 }
      },
    },
  ]
}
