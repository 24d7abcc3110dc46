const KEPT_CALLS = 1_000
const KEPT_TRIES = 30
const KEPT_LETTERS = 70

export interface Try {
  readonly at: string
  readonly url: string
  readonly attempt: number
  /** 0 when there was no answer. */
  readonly status: number
  readonly error: string | null
  readonly durationMs: number
  readonly body: string
}

/** The result of each request about a call, a line each. It explains later why a caller is where they are, or gone. */
export class Tries {
  readonly #lines = new Map<string, string[]>()

  note(callSid: string, one: Try): void {
    const lines = this.#lines.get(callSid) ?? []
    this.#lines.delete(callSid)
    this.#lines.set(callSid, [...lines.slice(1 - KEPT_TRIES), lineOf(one)])
    const oldest = this.#lines.size > KEPT_CALLS ? this.#lines.keys().next().value : undefined
    if (oldest !== undefined) this.#lines.delete(oldest)
  }

  /** Oldest first. */
  of(callSid: string): readonly string[] {
    return this.#lines.get(callSid) ?? []
  }
}

function lineOf({ at, url, attempt, status, error, durationMs, body }: Try): string {
  const { pathname, search } = new URL(url)
  const asked = search.length > KEPT_LETTERS ? pathname : pathname + search
  const answer = error ?? `${status} ${body.replace(/^.*<Response>/s, '').slice(0, KEPT_LETTERS)}`
  return `${at} ${asked} try ${attempt + 1}, ${durationMs} ms: ${answer.trim()}`
}
