import type { IncomingHttpHeaders } from 'node:http'
import { Refusal } from './problem.ts'

/**
 * Accepts a state-changing request only from the console's own pages, or from a program that is no browser. A browser
 * puts `Origin` on every such request, and a page cannot forge it. The host of the request counts as the console's own
 * too: an agent may open the console under a second name, or at the port itself.
 */
export function originCheck(publicUrl: string): (headers: IncomingHttpHeaders) => void {
  const consoleOrigin = new URL(publicUrl).origin
  return (headers) => {
    const { origin, host } = headers
    if (headers['sec-fetch-site'] === 'cross-site') throw new Refusal('foreign_origin')
    if (origin === undefined || origin === consoleOrigin) return
    if (host !== undefined && (origin === `http://${host}` || origin === `https://${host}`)) return
    throw new Refusal('foreign_origin')
  }
}
