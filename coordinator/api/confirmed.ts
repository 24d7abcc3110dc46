import { Refusal } from '../http/problem.ts'
import type { SignedInRequest } from '../http/routes.ts'
import type { ApiDeps } from './deps.ts'

/** How long an agent who has proven who it is may change its second factor and end its other sessions. */
export const CONFIRMED_FOR_MS = 10 * 60_000

/** @returns a check that throws {Refusal} `confirmation_required` when the agent must prove again who it is */
export const confirmedCheck =
  ({ sessions, clock }: Pick<ApiDeps, 'sessions' | 'clock'>) =>
  async ({ by }: SignedInRequest): Promise<void> => {
    if (clock.now() - (await sessions.confirmedAt(by)) > CONFIRMED_FOR_MS)
      throw new Refusal('confirmation_required')
  }
