import { contactNumber } from '../contacts/number.ts'
import { isDeletion, PersonOnCall } from '../data-protection/erase.ts'
import { OwnNumber } from '../data-protection/find-person.ts'
import { storedData } from '../data-protection/stored.ts'
import { parse } from '../http/parse.ts'
import { Refusal } from '../http/problem.ts'
import type { Route, SignedInRequest } from '../http/routes.ts'
import { type DataProtection, Erasure, PersonBody } from '../protocol/data-protection.ts'
import { confirmedCheck } from './confirmed.ts'
import type { ApiDeps } from './deps.ts'

const ADMIN = ['admin'] as const

type DataProtectionDeps = Pick<
  ApiDeps,
  'erase' | 'exportPerson' | 'outbox' | 'dialRules' | 'audit' | 'live' | 'started' | 'sessions' | 'clock'
>

/** What is stored of persons: they may have it, and be forgotten. For administrators. */
export function dataProtectionRoutes(deps: DataProtectionDeps): Route[] {
  const { erase, exportPerson, outbox, dialRules, audit, live, started } = deps
  const requireConfirmed = confirmedCheck(deps)

  const numbersIn = (written: readonly string[]) =>
    written.map((text, n) => {
      const e164 = contactNumber(text, dialRules.country)
      if (e164 === null) throw invalid(`numbers.${n}`, 'must be a number such as +12175550148')
      return e164
    })

  const record = (
    { by, address }: SignedInRequest,
    what: 'person_erased' | 'data_exported',
    detail: string,
  ) => audit.record({ what, who: by.agentId, from: address, target: 'person', detail })

  return [
    {
      method: 'GET',
      path: '/api/data-protection',
      access: ADMIN,
      async handle() {
        const stored = storedData({
          ...started,
          historyDays: live.now().historyDays,
          recordingDays: live.now().recordingDays,
        })
        const owed = (await outbox.list()).filter(isDeletion).length
        return { status: 200, body: { stored, owed } satisfies DataProtection }
      },
    },
    {
      method: 'POST',
      path: '/api/contacts/personal-data',
      access: ADMIN,
      perMinute: 6,
      async handle(request) {
        await requireConfirmed(request)
        const { numbers } = parse(PersonBody, request.body)
        const data = await exportPerson(numbersIn(numbers)).catch(refused)
        record(request, 'data_exported', `${data.calls.length} calls, ${data.messages.length} messages`)
        return {
          status: 200,
          body: data,
          headers: { 'Content-Disposition': 'attachment; filename="personal-data.json"' },
        }
      },
    },
    {
      method: 'POST',
      path: '/api/contacts/erase',
      access: ADMIN,
      perMinute: 12,
      async handle(request) {
        const { numbers, dryRun } = parse(Erasure, request.body)
        if (!dryRun) await requireConfirmed(request)
        const report = await erase(numbersIn(numbers), request.by.agentId, dryRun).catch(refused)
        const counts = report.found.filter(({ count }) => count > 0).map((it) => `${it.count} ${it.place}`)
        if (!dryRun) record(request, 'person_erased', counts.join(', ') || 'nothing was left')
        return { status: 200, body: report }
      },
    },
  ]
}

function refused(error: unknown): never {
  if (error instanceof OwnNumber) throw invalid('numbers', 'must not have a number of the office')
  if (error instanceof PersonOnCall)
    throw new Refusal('not_in_state', 'The person is on a call now: erase them when it has ended')
  throw error
}

const invalid = (path: string, message: string) =>
  new Refusal('invalid_request', `${path}: ${message}`, { errors: [{ path, message }] })
