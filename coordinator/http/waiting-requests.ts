import type { IncomingMessage, RequestListener, ServerResponse } from 'node:http'

/** How long a webhook waits for a process that starts (ms). Twilio itself waits for fifteen seconds. */
export const WAITS_MS = 10_000
/** A waiting request costs its headers; its body is not read yet. */
const MOST_WAITING = 5_000

/**
 * Answers a port whose process is still starting. Webhooks of Twilio wait: a caller may have no second request. All
 * others get 503 with `Retry-After`, and so does a webhook that has waited for too long.
 */
export class WaitingRequests {
  #answer: RequestListener | null = null
  readonly #waiting = new Set<() => void>()

  constructor(private readonly waitsMs: number) {}

  /** From now on, and for all that wait. */
  answerBy(listener: RequestListener): void {
    this.#answer = listener
    for (const turn of this.#waiting) turn()
  }

  take(request: IncomingMessage, response: ServerResponse): void {
    if (this.#answer) this.#answer(request, response)
    else if (isWebhook(request) && this.#waiting.size < MOST_WAITING) this.#wait(request, response)
    else unavailable(response)
  }

  #wait(request: IncomingMessage, response: ServerResponse): void {
    const leave = () => {
      clearTimeout(late)
      this.#waiting.delete(turn)
    }
    const turn = () => {
      leave()
      this.#answer?.(request, response)
    }
    const late = setTimeout(() => {
      leave()
      unavailable(response)
    }, this.waitsMs)
    response.on('close', leave)
    this.#waiting.add(turn)
  }
}

const isWebhook = ({ method, url }: IncomingMessage) =>
  method === 'POST' && url?.startsWith('/api/twilio/') === true

const unavailable = (response: ServerResponse) => void response.writeHead(503, { 'Retry-After': '1' }).end()
