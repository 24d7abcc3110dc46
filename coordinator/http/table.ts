interface Path {
  method: string
  /** Segments that begin with a colon are parameters. */
  path: string
}

export interface Match<Route> {
  route: Route
  params: Record<string, string>
}

/**
 * Finds the route of a request: of the few with its method and as many segments, the first that fits. A router that
 * tries one pattern after the other spends on every command as much as a commit costs.
 */
export function tableOf<Route extends Path>(
  routes: readonly Route[],
): (method: string, path: string) => Match<Route> | null {
  const table = new Map<string, { route: Route; segments: string[] }[]>()
  for (const route of routes) {
    const segments = route.path.split('/')
    const place = `${route.method.toUpperCase()} ${segments.length}`
    table.set(place, [...(table.get(place) ?? []), { route, segments }])
  }
  return (method, path) => {
    const given = path.split('/')
    if (given.length > 2 && given.at(-1) === '') given.pop()
    // What can be got can be asked about: Node leaves the body out.
    const place = `${method === 'HEAD' ? 'GET' : method} ${given.length}`
    for (const { route, segments } of table.get(place) ?? []) {
      const params = paramsOf(segments, given)
      if (params !== null) return { route, params }
    }
    return null
  }
}

function paramsOf(segments: readonly string[], given: readonly string[]): Record<string, string> | null {
  const params: Record<string, string> = {}
  for (const [n, segment] of segments.entries()) {
    const value = given[n] ?? ''
    if (segment.startsWith(':') && value !== '') params[segment.slice(1)] = decoded(value)
    else if (segment !== value) return null
  }
  return params
}

/** What is not encoded well is taken as it stands: a schema will say that it is no such thing. */
function decoded(value: string): string {
  try {
    return decodeURIComponent(value)
  } catch {
    return value
  }
}
