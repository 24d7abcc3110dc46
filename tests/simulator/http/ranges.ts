import type { SimulatorResponse } from './routes.ts'

/**
 * A file, or the one part of it that a player asks for when it seeks: `bytes=0-99`, `bytes=100-`, `bytes=-100`. Source:
 * RFC 9110, 14.1.2 and 14.2. Several parts at once, and what is no range, get the whole.
 */
export function fileReply(type: string, data: Buffer, range: string | undefined): SimulatorResponse {
  const asked = /^bytes=(\d*)-(\d*)$/.exec(range?.replaceAll(' ', '') ?? '')
  const [, from = '', to = ''] = asked ?? []
  const headers = { 'Accept-Ranges': 'bytes' }
  if (asked === null || (from === '' && to === '')) return { status: 200, headers, raw: { type, data } }
  const first = from === '' ? Math.max(0, data.length - Number(to)) : Number(from)
  const last = from === '' || to === '' ? data.length - 1 : Math.min(Number(to), data.length - 1)
  if (first > last) {
    return { status: 416, headers: { ...headers, 'Content-Range': `bytes */${data.length}` } }
  }
  return {
    status: 206,
    headers: { ...headers, 'Content-Range': `bytes ${first}-${last}/${data.length}` },
    raw: { type, data: data.subarray(first, last + 1) },
  }
}
