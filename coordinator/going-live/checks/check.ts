import { type HttpRequest, type HttpResponse, reasonOf, sendHttp } from '../../twilio/http-client.ts'

/** What a check found. `fix` says what to do about it, unless `said` does. */
export type DoctorVerdict =
  | { state: 'ok'; said: string }
  | { state: 'wrong'; said: string; fix: string | null }
  | { state: 'skipped'; said: string }

export interface DoctorCheck {
  name: string
  /** An error counts as `wrong`. */
  run(): Promise<DoctorVerdict>
}

export const ok = (said: string): DoctorVerdict => ({ state: 'ok', said })
export const wrong = (said: string, fix: string | null): DoctorVerdict => ({ state: 'wrong', said, fix })
export const skipped = (said: string): DoctorVerdict => ({ state: 'skipped', said })

/** One request. Some web servers refuse one without a user agent. @throws {ProbeFailed} */
export async function probe(url: string, options: Omit<HttpRequest, 'url'> = {}): Promise<HttpResponse> {
  try {
    return await sendHttp({ url, ...options, headers: { 'user-agent': 'Switchyard', ...options.headers } })
  } catch (error) {
    throw new ProbeFailed(url, error)
  }
}

/** No answer came from `url`: the host is unknown or does not listen, its certificate is bad, or it is too slow. */
class ProbeFailed extends Error {
  override readonly name = 'Unreachable'
  constructor(url: string, cause: unknown) {
    super(`${new URL(url).origin} could not be reached: ${reasonOf(cause)}`, { cause })
  }
}
