import { answersCalls, type Role } from '../../machines/ids.ts'

/** What of calls and agents a role may see. There are few, and each is one object: what is made for one of them is kept by it. */
export interface Sight {
  /** Who calls. Who only looks after the service sees states and times. */
  readonly callers: boolean
  /** Which supervisor listens to a call. */
  readonly listeners: boolean
}

export const ALL_IN_SIGHT: Sight = { callers: true, listeners: true }
const WITHOUT_LISTENERS: Sight = { callers: true, listeners: false }
const WITHOUT_CALLERS: Sight = { callers: false, listeners: true }
const STATES_ALONE: Sight = { callers: false, listeners: false }

interface Rules {
  /** The roles that see who listens, beside those who may listen themselves. */
  listeningShownTo: readonly Role[]
}

export function sightOf(role: Role, { listeningShownTo }: Rules): Sight {
  const listeners = role === 'supervisor' || role === 'admin' || listeningShownTo.includes(role)
  if (answersCalls(role)) return listeners ? ALL_IN_SIGHT : WITHOUT_LISTENERS
  return listeners ? WITHOUT_CALLERS : STATES_ALONE
}
