import type { IncomingHttpHeaders } from 'node:http'
import { Refusal } from './problem.ts'

/**
 * Lets a state-changing request through only from our own pages, or from something that is no browser:
 * a browser puts `Origin` on every such request, and a page cannot forge it.
 * The host that was asked counts as ours too: a console opened under a second name, or straight at the port.
 */
export function originCheck(publicUrl: string): (headers: IncomingHttpHeaders) => void {
  const ours = new URL(publicUrl).origin
  return (headers) => {
    const { origin, host } = headers
    if (headers['sec-fetch-site'] === 'cross-site') throw new Refusal('foreign_origin')
    if (origin === undefined || origin === ours) return
    if (host !== undefined && (origin === `http://${host}` || origin === `https://${host}`)) return
    throw new Refusal('foreign_origin')
  }
}
