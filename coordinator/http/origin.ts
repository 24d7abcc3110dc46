import type { IncomingHttpHeaders } from 'node:http'
import { isLoopback } from '../settings/loopback.ts'
import { Refusal } from './problem.ts'

/**
 * Accepts a state-changing request only from the console's own pages, or from a program that is no browser. A browser
 * puts `Origin` on every such request, and a page cannot forge it. The console's own origin is PUBLIC_URL; what the Host
 * header says does not count, since proxies rewrite it. Where PUBLIC_URL is this machine itself, its other names with the
 * same port are the console's own too.
 */
export function originCheck(publicUrl: string): (headers: IncomingHttpHeaders) => void {
  const own = new URL(publicUrl)
  const isOwn = (origin: string) => origin === own.origin || isSamePortHere(own, origin)
  return (headers) => {
    const { origin } = headers
    if (headers['sec-fetch-site'] === 'cross-site') throw new Refusal('foreign_origin')
    if (origin !== undefined && !isOwn(origin)) throw new Refusal('foreign_origin')
  }
}

function isSamePortHere(own: URL, origin: string): boolean {
  if (!isLoopback(own.hostname) || !URL.canParse(origin)) return false
  const { protocol, hostname, port } = new URL(origin)
  return isLoopback(hostname) && protocol === own.protocol && port === own.port
}

/**
 * Refuses a request for another host where PUBLIC_URL is this machine itself, as in the sandbox. Such a request comes from a
 * page of a foreign host whose name now leads here (DNS rebinding).
 */
export function hostCheck(publicUrl: string): (headers: IncomingHttpHeaders) => void {
  const own = new URL(publicUrl)
  if (!isLoopback(own.hostname)) return () => undefined
  return ({ host }) => {
    if (host === undefined || host === own.host || isLoopbackHost(host)) return
    throw new Refusal('foreign_origin', 'This address answers to the names of this machine only')
  }
}

/** @param host as a Host header has it: with or without a port */
const isLoopbackHost = (host: string) =>
  URL.canParse(`http://${host}`) && isLoopback(new URL(`http://${host}`).hostname)
