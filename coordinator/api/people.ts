import { AccountError } from '../accounts/account.ts'
import { NotReadable } from '../contacts/spreadsheet.ts'
import { parse } from '../http/parse.ts'
import { Refusal } from '../http/problem.ts'
import type { RouteResponse } from '../http/response.ts'
import type { Route, SignedInRequest } from '../http/routes.ts'
import { peopleIn } from '../people/import.ts'
import { listPeople } from '../people/list.ts'
import type { ActsAs } from '../people/people.ts'
import { NewPersonBody, type PeopleImported, PeopleImportQuery, PersonChange } from '../protocol/people.ts'
import { systemRuntime } from '../runtime.ts'
import { toSessionView } from '../sessions/session-view.ts'
import { confirmedCheck } from './confirmed.ts'
import type { ApiDeps } from './deps.ts'

type Act = (agentId: string, by: ActsAs, request: SignedInRequest) => Promise<RouteResponse>

const ADMIN = ['admin'] as const
/** Bytes: 200 people with long names. */
const LARGEST_IMPORT = 64 * 1024
const nextTurn = () => new Promise<void>((resolve) => systemRuntime.nextTurn(resolve))

/** Everybody who signs in, for administrators. Who changes something has proven lately who they are. */
export function peopleRoutes(
  deps: Pick<ApiDeps, 'people' | 'accounts' | 'sessions' | 'secondFactor' | 'clock' | 'oidc'>,
): Route[] {
  const { people } = deps
  const requireConfirmed = confirmedCheck(deps)
  const acts = (act: Act) => async (request: SignedInRequest) => {
    await requireConfirmed(request)
    const { params, by, address } = request
    const done = act(params.agentId ?? '', { who: by.agentId, from: address }, request)
    return done.catch((error: unknown) => {
      throw refusalOf(error)
    })
  }
  const route = (method: 'POST' | 'PATCH' | 'DELETE', path: string, act: Act): Route => ({
    ...{ method, path: `/api/people${path}` },
    access: ADMIN,
    perMinute: 120,
    handle: acts(act),
  })

  const personOf = async (agentId: string) => (await listPeople(deps)).find((it) => it.agentId === agentId)

  /** All, or nobody. */
  async function importPeople(bytes: Buffer, dryRun: boolean, by: ActsAs): Promise<PeopleImported> {
    const taken = new Set((await deps.accounts.states()).map(({ agentId }) => agentId))
    const report = await peopleIn(bytes, taken, nextTurn)
    if (dryRun) return { ...report, links: [] }
    if (report.errors.length > 0)
      throw new Refusal('invalid_request', 'Some lines cannot be read: nobody was added', {
        errors: report.errors.map(({ line, message }) => ({ path: `line ${line}`, message })),
      })
    return { ...report, links: await people.addInvited(report.people, by) }
  }

  return [
    {
      method: 'POST',
      path: '/api/people/import',
      access: ADMIN,
      perMinute: 20,
      takes: { bytes: LARGEST_IMPORT },
      handle: acts(async (_, by, { body, query }) => {
        if (!Buffer.isBuffer(body)) throw new Refusal('invalid_request', 'The body must be a CSV file')
        return { status: 200, body: await importPeople(body, parse(PeopleImportQuery, query).dryRun, by) }
      }),
    },
    {
      method: 'GET',
      path: '/api/people',
      access: ADMIN,
      perMinute: 120,
      handle: async () => ({ status: 200, body: await listPeople(deps) }),
    },
    route('POST', '', async (_, by, { body }) => {
      const added = parse(NewPersonBody, body)
      const [link] = await people.addInvited([added], by)
      return { status: 201, body: { ...(await personOf(added.agentId)), ...link } }
    }),
    route('PATCH', '/:agentId', async (agentId, by, { body }) => {
      await people.change(agentId, parse(PersonChange, body), by)
      return { status: 200, body: await personOf(agentId) }
    }),
    route('DELETE', '/:agentId', async (agentId, by) => {
      await people.remove(agentId, by)
      return { status: 204 }
    }),
    route('POST', '/:agentId/invite', async (agentId, by) => ({
      status: 200,
      body: await people.invite(agentId, by),
    })),
    route('POST', '/:agentId/password', async (agentId, by) => ({
      status: 200,
      body: { password: await people.resetPassword(agentId, by) },
    })),
    route('POST', '/:agentId/link', async (agentId, by) => {
      if (!deps.oidc) throw new Refusal('not_found', 'There is no OpenID provider')
      await people.allowLink(agentId, by)
      return { status: 204 }
    }),
    route('DELETE', '/:agentId/second-factor', async (agentId, by) => {
      await people.removeFactors(agentId, by)
      return { status: 204 }
    }),
    {
      method: 'GET',
      path: '/api/people/:agentId/sessions',
      access: ADMIN,
      perMinute: 120,
      async handle({ params: { agentId = '' }, by }) {
        if (!(await deps.accounts.find(agentId)))
          throw new Refusal('not_found', `There is no agent ${agentId}`)
        const open = await deps.sessions.listOf(agentId)
        return { status: 200, body: open.map((session) => toSessionView(session, by)) }
      },
    },
    route('DELETE', '/:agentId/sessions/:id', async (agentId, by, { params: { id = '' } }) => {
      await people.endSession(agentId, id, by)
      return { status: 204 }
    }),
    route('DELETE', '/:agentId/sessions', async (agentId, by) => {
      await people.endSessions(agentId, by)
      return { status: 204 }
    }),
  ]
}

function refusalOf(error: unknown): unknown {
  if (error instanceof NotReadable) {
    const errors = [{ path: `line ${error.line}`, message: error.message }]
    return new Refusal('invalid_request', `Line ${error.line}: ${error.message}`, { errors })
  }
  if (!(error instanceof AccountError)) return error
  switch (error.code) {
    case 'unknown':
      return new Refusal('not_found', error.message)
    case 'exists':
      return new Refusal('agent_exists', error.message)
    case 'onlyAdmin':
      return new Refusal('only_admin', error.message)
    case 'ofCompany':
      return new Refusal('company_account', error.message)
    case 'invalid':
      return new Refusal('invalid_request', error.message)
  }
}
