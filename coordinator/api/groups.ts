import { etagOf, revInIfMatch } from '../http/if-match.ts'
import { parse } from '../http/parse.ts'
import { Refusal } from '../http/problem.ts'
import type { RouteResponse } from '../http/response.ts'
import type { Route, SignedInRequest } from '../http/routes.ts'
import { type Group, type Groups, GroupsBody } from '../protocol/groups.ts'
import { changedMeanwhile } from './changed-meanwhile.ts'
import { changeDetail, changedGroupParts } from './changed-parts.ts'
import type { ApiDeps } from './deps.ts'

/** Bytes: all groups, with all the members that they may have, whose user names are long. */
const LARGEST_GROUPS = 128 * 1024

type GroupRouteDeps = Pick<ApiDeps, 'groups' | 'accounts' | 'audit' | 'log'>

/** The office's groups of colleagues. Everybody reads them, and administrators change them, all at once. */
export function groupRoutes({ groups, accounts, audit, log }: GroupRouteDeps): Route[] {
  const shown = (it: Groups): RouteResponse => ({ status: 200, body: it, headers: etagOf(it) })

  /** The members who have no account. */
  async function strangersIn(given: readonly Group[]): Promise<Set<string>> {
    const known = new Set((await accounts.states()).map(({ agentId }) => agentId))
    return new Set(given.flatMap(({ members }) => members.filter((agentId) => !known.has(agentId))))
  }

  /** @throws {Refusal} `invalid_request` for members who have no account */
  async function checkMembers(given: readonly Group[]): Promise<void> {
    const strangers = await strangersIn(given)
    if (strangers.size === 0) return
    const errors = given.flatMap(({ members }, group) =>
      members.flatMap((agentId, member) =>
        strangers.has(agentId) ? { path: `groups.${group}.members.${member}`, message: 'is no agent' } : [],
      ),
    )
    throw new Refusal('invalid_request', `There is no agent ${[...strangers].join(', ')}`, { errors })
  }

  async function change({ by, body, headers, address }: SignedInRequest): Promise<RouteResponse> {
    const { agentId, name } = by
    const rev = revInIfMatch({ headers })
    const given = parse(GroupsBody, body).groups
    await checkMembers(given)
    const changed = await groups.change(given, rev, { agentId, name })
    if (changed.outcome === 'stale')
      throw changedMeanwhile(changed.groups.changedBy, 'the groups since you read them')
    log.info({ agentId, rev: changed.groups.rev }, 'Groups changed')
    const detail = changeDetail(changed.groups.rev, changedGroupParts(changed.before.groups, given))
    audit.record({ what: 'groups_changed', who: agentId, from: address, detail })
    // Who was removed after the first look was in no group yet, and so has left none.
    const removed = await strangersIn(given)
    for (const stranger of removed) await groups.leave(stranger)
    return shown(removed.size === 0 ? changed.groups : await groups.read())
  }

  return [
    {
      method: 'GET',
      path: '/api/groups',
      access: 'signedIn',
      handle: async () => shown(await groups.read()),
    },
    {
      method: 'PUT',
      path: '/api/groups',
      access: ['admin'],
      takes: { json: LARGEST_GROUPS },
      handle: change,
    },
  ]
}
