import type { SimulatorRequest } from '../http/routes.ts'

/** Twilio's list envelope of the 2010 API: the page's items under the resource's name, and where the next page is. */
export function page(request: SimulatorRequest, name: string, items: readonly unknown[]) {
  const size = Math.min(1_000, Math.max(1, whole(request.query.get('PageSize'), 50)))
  const index = whole(request.query.get('Page'), 0)
  const start = index * size
  const shown = items.slice(start, start + size)
  const uri = (at: number) => {
    const query = new URLSearchParams(request.query)
    query.set('PageSize', String(size))
    query.set('Page', String(at))
    return `${request.path}?${query}`
  }
  return {
    [name]: shown,
    page: index,
    page_size: size,
    start,
    end: shown.length === 0 ? start : start + shown.length - 1,
    uri: uri(index),
    first_page_uri: uri(0),
    previous_page_uri: index > 0 ? uri(index - 1) : null,
    next_page_uri: start + size < items.length ? uri(index + 1) : null,
  }
}

function whole(text: string | null, fallback: number): number {
  return text !== null && /^\d+$/.test(text) ? Number(text) : fallback
}
