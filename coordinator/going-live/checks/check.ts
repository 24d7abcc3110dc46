/** What a check found. `fix` says what to do about it, unless `said` does. */
export type DoctorVerdict =
  | { state: 'ok'; said: string }
  | { state: 'wrong'; said: string; fix: string | null }
  | { state: 'skipped'; said: string }

export interface DoctorCheck {
  name: string
  /** What it throws counts as wrong. */
  look(): Promise<DoctorVerdict>
}

export const ok = (said: string): DoctorVerdict => ({ state: 'ok', said })
export const wrong = (said: string, fix: string | null): DoctorVerdict => ({ state: 'wrong', said, fix })
export const skipped = (said: string): DoctorVerdict => ({ state: 'skipped', said })

/** Slower than that is as good as away: Twilio's own patience is 15 s. */
export const PATIENCE_MS = 10_000

/** One request, as it stands: a redirect is an answer, and nothing is followed. @throws {ProbeFailed} */
export async function probe(url: string, init: RequestInit = {}): Promise<Response> {
  try {
    return await fetch(url, { redirect: 'manual', signal: AbortSignal.timeout(PATIENCE_MS), ...init })
  } catch (error) {
    throw new ProbeFailed(url, error)
  }
}

/** Nobody answered at `url`: no such host, nobody listens, a bad certificate, no answer in time. */
export class ProbeFailed extends Error {
  override readonly name = 'Unreachable'
  constructor(url: string, cause: unknown) {
    super(`${new URL(url).origin} could not be reached: ${reasonOf(cause)}`, { cause })
  }
}

function reasonOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error)
  if (error.name === 'TimeoutError') return `no answer within ${PATIENCE_MS / 1000} s`
  const cause = error.cause
  if (cause instanceof Error) return 'code' in cause ? String(cause.code) : cause.message
  return error.message
}
