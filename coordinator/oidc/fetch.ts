import { sendHttp } from '../twilio/http-client.ts'

interface FetchOptions {
  method?: string
  headers?: Headers | Record<string, string>
  body?: unknown
  signal?: AbortSignal | undefined
}

/** `fetch` for libraries, by the HTTP client of this process: through its proxy, and bounded in time and size. */
export async function fetchWithin(url: string, options: FetchOptions): Promise<Response> {
  const { method = 'GET', body, signal } = options
  const headers = Object.fromEntries(new Headers(options.headers))
  const sent = sendHttp({ url, method, headers, ...(body != null && { body: String(body) }) })
  const answer = await (signal ? Promise.race([sent, abortOf(signal)]) : sent)
  const entries = Object.entries(answer.headers).flatMap(([name, value]) =>
    value === undefined ? [] : [[name, String(value)] as [string, string]],
  )
  const isEmpty = [204, 205, 304].includes(answer.status)
  return new Response(isEmpty ? null : new Uint8Array(answer.body), {
    status: answer.status,
    headers: entries,
  })
}

const abortOf = (signal: AbortSignal) =>
  new Promise<never>((_, reject) => {
    signal.addEventListener('abort', () => reject(signal.reason), { once: true })
  })
