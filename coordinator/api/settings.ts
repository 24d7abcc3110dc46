import { etagOf, revInIfMatch } from '../http/if-match.ts'
import { parse } from '../http/parse.ts'
import { Refusal } from '../http/problem.ts'
import type { RouteResponse } from '../http/response.ts'
import type { Route, SignedInRequest } from '../http/routes.ts'
import type { ChosenValue } from '../live-settings/chosen.ts'
import { SettingsBody, type SettingsView } from '../protocol/settings.ts'
import { isGuarded } from '../settings/changeable.ts'
import { changedMeanwhile } from './changed-meanwhile.ts'
import { confirmedCheck } from './confirmed.ts'
import type { ApiDeps } from './deps.ts'

/** Bytes: all settings, as `GET` answers them. */
const LARGEST_BODY = 64 * 1024
const ADMIN = ['admin'] as const

type SettingsRouteDeps = Pick<ApiDeps, 'settings' | 'sessions' | 'clock' | 'audit' | 'log'>

/** The settings that administrators change without a restart. */
export function settingsRoutes(deps: SettingsRouteDeps): Route[] {
  const { settings, audit, log } = deps
  const checkConfirmed = confirmedCheck(deps)
  const shown = (view: SettingsView): RouteResponse => ({ status: 200, body: view, headers: etagOf(view) })

  async function change(request: SignedInRequest): Promise<RouteResponse> {
    const { by, body, address } = request
    const { agentId, name } = by
    const changed = await settings.change(
      parse(SettingsBody, body),
      revInIfMatch(request),
      { agentId, name },
      async (changes) => {
        if (changes.some((one) => isGuarded(one.name))) await checkConfirmed(request)
      },
    )
    switch (changed.outcome) {
      case 'done':
        for (const one of changed.changes) {
          log.info({ agentId, setting: one.name, ...fromTo(one) }, 'Setting changed')
          audit.record({
            what: 'setting_changed',
            who: agentId,
            from: address,
            target: one.name,
            detail: `${fromTo(one).from} → ${fromTo(one).to}`,
          })
        }
        return shown(changed.view)
      case 'invalid': {
        const errors = [...changed.faults]
        const detail = errors.map(({ path, message }) => `${path}: ${message}`).join('; ')
        throw new Refusal('invalid_request', detail, { errors })
      }
      case 'stale':
        throw changedMeanwhile(changed.by, 'the settings since you read them')
    }
  }

  return [
    {
      method: 'GET',
      path: '/api/settings',
      access: ADMIN,
      handle: async () => shown(await settings.read()),
    },
    {
      method: 'PUT',
      path: '/api/settings',
      access: ADMIN,
      takes: { json: LARGEST_BODY },
      handle: change,
    },
  ]
}

/** For the log: what was chosen before, and what now. */
const fromTo = ({ before, text }: ChosenValue) => ({ from: inWords(before), to: inWords(text) })
const inWords = (text: string | null) => (text === null ? 'default' : text === '' ? 'none' : text)
