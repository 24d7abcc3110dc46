/** A request as the routes see it: no framework, no stream. */
export interface SimulatorRequest {
  readonly method: string
  readonly path: string
  readonly params: Readonly<Record<string, string>>
  readonly query: URLSearchParams
  readonly form: URLSearchParams
  readonly json: unknown
  readonly authorization: string | undefined
  readonly range: string | undefined
}

export interface SimulatorResponse {
  readonly status: number
  readonly body?: unknown
  readonly headers?: Readonly<Record<string, string>>
  readonly raw?: { readonly type: string; readonly data: Buffer | string }
  /** Breaks the connection instead of answering. */
  readonly lost?: true
  /** Takes over the connection, for server-sent events. */
  readonly stream?: (write: (chunk: string) => void, closed: AbortSignal) => void
}

export interface SimulatorRoute {
  readonly method: 'GET' | 'POST' | 'PUT' | 'DELETE'
  /** Segments that begin with a colon are parameters: `/sim/calls/:sid`. */
  readonly path: string
  readonly handle: (request: SimulatorRequest) => SimulatorResponse | Promise<SimulatorResponse>
}

/** Finds the route of a request, with the values of its path parameters. HEAD is a GET without a body. */
export function match(routes: readonly SimulatorRoute[], method: string, path: string) {
  const segments = path.split('/')
  for (const route of routes) {
    if (route.method !== (method === 'HEAD' ? 'GET' : method)) continue
    const params = bind(route.path.split('/'), segments)
    if (params !== null) return { route, params }
  }
  return null
}

function bind(pattern: string[], segments: string[]): Record<string, string> | null {
  if (pattern.length !== segments.length) return null
  const params: Record<string, string> = {}
  for (const [index, part] of pattern.entries()) {
    const segment = segments[index] ?? ''
    const name = /^:(\w+)/.exec(part)
    if (name?.[1] === undefined) {
      if (part !== segment) return null
      continue
    }
    const suffix = part.slice(name[0].length)
    if (!segment.endsWith(suffix) || segment.length === suffix.length) return null
    params[name[1]] = decodeURIComponent(segment.slice(0, segment.length - suffix.length))
  }
  return params
}
