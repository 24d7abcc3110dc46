import type { RouteResponse } from './response.ts'

/**
 * A sound, or the part that the `Range` header names. A request for several parts gets the whole.
 * Source: RFC 9110, 14.2.
 */
export function ranged(
  bytes: Buffer,
  range: string | undefined,
  headers: Record<string, string>,
): RouteResponse {
  const all = { ...headers, 'Accept-Ranges': 'bytes' }
  const part = rangeIn(range, bytes.length)
  if (part === null) return { status: 200, body: bytes, headers: all }
  const { from, to } = part
  if (from > to || from >= bytes.length)
    return { status: 416, headers: { ...all, 'Content-Range': `bytes */${bytes.length}` } }
  const headersOfPart = { ...all, 'Content-Range': `bytes ${from}-${to}/${bytes.length}` }
  return { status: 206, body: bytes.subarray(from, to + 1), headers: headersOfPart }
}

function rangeIn(range: string | undefined, size: number): { from: number; to: number } | null {
  const [, first, last] = /^bytes=(\d{0,15})-(\d{0,15})$/.exec(range ?? '') ?? []
  if (first === undefined || last === undefined || (first === '' && last === '')) return null
  if (first === '')
    return last === '0' ? { from: 1, to: 0 } : { from: Math.max(0, size - Number(last)), to: size - 1 }
  return { from: Number(first), to: last === '' ? size - 1 : Math.min(Number(last), size - 1) }
}
