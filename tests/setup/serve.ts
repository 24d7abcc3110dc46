import { once } from 'node:events'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import type { Accounts } from '../../coordinator/accounts/store.ts'
import { coordinatorApp } from '../../coordinator/http-app.ts'
import { jobBoard } from '../../coordinator/ops/job-board.ts'
import { jobControlOf } from '../../jobs/job-control.ts'
import type { Role } from '../../machines/ids.ts'
import { NO_TWILIO, nameOf, type TestCoordinator } from './desk.ts'

export const PUBLIC_URL = 'https://desk.example.com'
const PASSWORD = 'correct horse battery staple'

export interface ServedCoordinator {
  url: string
  accounts: Accounts
  /** A new account, and the cookie of its session. */
  employ(agentId: string, role?: Role): Promise<string>
  close(): void
}

/** All that the port of a coordinator answers, but for the console's files. */
export async function serveCoordinator(coordinator: TestCoordinator): Promise<ServedCoordinator> {
  const { accounts, redis, clock, jobDeps, log, metrics, settings } = coordinator
  const app = coordinatorApp({
    settings,
    twilio: NO_TWILIO,
    publicUrl: PUBLIC_URL,
    coordinator,
    redis,
    serving: { whyNot: async () => null, seen: () => undefined },
    leaving: () => false,
    consoleFolder: null,
    board: jobBoard(jobDeps.queue),
    jobs: jobControlOf(jobDeps.queue),
    clock,
    log,
    metrics,
  })
  const server = createServer(app.callback()).listen(0, '127.0.0.1')
  await once(server, 'listening')
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  return {
    url,
    accounts,
    async employ(agentId, role = 'agent') {
      await accounts.add({ agentId, name: nameOf(agentId), role, password: PASSWORD })
      const signedIn = await fetch(`${url}/api/session`, {
        method: 'POST',
        body: JSON.stringify({ username: agentId, password: PASSWORD }),
      })
      const set = signedIn.headers.getSetCookie().find((one) => one.includes('switchyard_session='))
      return set?.split(';')[0] ?? ''
    },
    close() {
      server.closeAllConnections()
      server.close()
    },
  }
}
