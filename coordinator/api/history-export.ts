import { once } from 'node:events'
import type { ServerResponse } from 'node:http'
import { ANSWERING_ROLES } from '../../machines/ids.ts'
import { CSV_HEAD, csvLine } from '../archive/csv.ts'
import { parse } from '../http/parse.ts'
import { Refusal } from '../http/problem.ts'
import type { StreamedResponse } from '../http/response.ts'
import type { Route, SignedInRequest } from '../http/routes.ts'
import { HistorySearch } from '../protocol/queries.ts'
import type { ApiDeps } from './deps.ts'

const CSV = 'text/csv; charset=utf-8'

/** All calls that a search finds, as a file. */
export function historyExportRoutes(deps: Pick<ApiDeps, 'history' | 'desk' | 'audit'>): Route[] {
  return [
    {
      method: 'POST',
      path: '/api/history/export',
      access: ANSWERING_ROLES,
      perMinute: 6,
      handle: (request) => exported(deps, request),
    },
  ]
}

function exported(
  { history, desk, audit }: Pick<ApiDeps, 'history' | 'desk' | 'audit'>,
  { body, by, address, checkAgain }: SignedInRequest,
): StreamedResponse {
  const search = parse(HistorySearch, body ?? {})
  const nameOf = (agentId: string) => desk.agent(agentId)?.name ?? agentId
  return {
    type: CSV,
    async takeOver(_, res) {
      await checkComplete(history, search)
      const pages = history.everyPage(search)
      // Redis may be away: then nothing is written yet.
      let page = await pages.next()
      let calls = 0
      let result: 'done' | 'failed' = 'failed'
      res.writeHead(200, {
        'Content-Type': CSV,
        'Content-Disposition': 'attachment; filename="calls.csv"',
        'Cache-Control': 'no-store',
      })
      res.write(CSV_HEAD)
      try {
        for (; !page.done && !res.destroyed; page = await pages.next()) {
          await checkAgain()
          const lines = page.value.map((call) => csvLine(call, nameOf)).join('')
          calls += page.value.length
          if (!res.write(lines)) await untilDrained(res)
        }
        await checkComplete(history, search)
        if (!res.destroyed) result = 'done'
        res.end()
      } catch {
        // A file that ends early must not look whole.
        res.destroy()
      } finally {
        const detail = `${calls} calls`
        audit.record({
          what: 'data_exported',
          who: by.agentId,
          from: address,
          target: 'history',
          detail,
          result,
        })
      }
    },
  }
}

/** Until the client has taken what was written, or is gone. */
async function untilDrained(res: ServerResponse): Promise<void> {
  const settled = new AbortController()
  const { signal } = settled
  try {
    await Promise.race([once(res, 'drain', { signal }), once(res, 'close', { signal })])
  } finally {
    // A file has many pages: what still listens for the other event would add up.
    settled.abort()
  }
}

/** @throws {Refusal} `unavailable`: another process may have all calls, and this one has later */
async function checkComplete(history: ApiDeps['history'], search: HistorySearch): Promise<void> {
  if (await history.missesCalls(search))
    throw new Refusal(
      'unavailable',
      'An upgrade is under way, and only the newer version can read all of these calls: export them after it',
      { retryAfterS: 60 },
    )
}
