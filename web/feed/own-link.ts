import { openStreamHost } from './browser-stream-host.ts'
import type { OpenLink } from './stream-link.ts'

/** A stream of this tab alone, where the browser lets no tabs share one. */
export const ownLink =
  (agentId: string): OpenLink =>
  ({ onMessage }) => {
    const host = openStreamHost(agentId)
    const port = { post: onMessage }
    return { post: (message) => host.receive(port, message), close: () => host.close() }
  }
