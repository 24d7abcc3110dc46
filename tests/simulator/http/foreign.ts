import type { IncomingHttpHeaders } from 'node:http'

const LOOPBACK = /^((.+\.)?localhost|127(\.\d{1,3}){3}|\[::1\])$/i

/** Whether the Host header names this machine. A foreign page can lead its own name here, and nothing else (DNS rebinding). */
export const isForHere = (host: string | undefined): boolean =>
  host === undefined || LOOPBACK.test(host.replace(/:\d+$/, ''))

/** Whether a request is for another host, or comes from a page of another origin. */
export function isForeign({ host, origin }: IncomingHttpHeaders, port: number | undefined): boolean {
  if (!isForHere(host)) return true
  if (origin === undefined) return false
  if (!URL.canParse(origin)) return true
  const from = new URL(origin)
  return !(LOOPBACK.test(from.hostname) && from.port === String(port))
}
