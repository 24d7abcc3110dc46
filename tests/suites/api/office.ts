import { randomUUID } from 'node:crypto'
import { once } from 'node:events'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { expect, inject } from 'vitest'
import type { CallView } from '../../../coordinator/protocol/call-view.ts'
import type { Problem } from '../../../coordinator/protocol/problem.ts'
import { closeRedis, connectRedis, untilReady } from '../../../coordinator/redis/connect.ts'
import { keysOf } from '../../../coordinator/redis/keys.ts'
import type { Clock } from '../../../coordinator/runtime.ts'
import type { CallInput } from '../../../machines/call/new-call.ts'
import type { Role } from '../../../machines/ids.ts'
import { keepSecret, keptLog } from '../../setup/run-logs/keep.ts'
import { officeApp } from './office-app.ts'
import { type OfficeOptions, openCore } from './office-core.ts'

export { OWN_NUMBER, PUBLIC_URL } from './office-app.ts'

export const PASSWORD = 'correct horse battery staple'

export interface Person {
  agentId: string
  cookie: string
  get(path: string, headers?: Record<string, string>): Promise<Response>
  /** `POST /api/calls/…`, the way a console does it. */
  command(path: string, body?: unknown, headers?: Record<string, string>): Promise<Response>
  request(method: string, path: string, body?: unknown, headers?: Record<string, string>): Promise<Response>
}

/** A coordinator with a site of its own: everything is real but Twilio and the jobs. */
export async function openOffice(options: OfficeOptions = {}) {
  const lines: string[] = []
  const log = keptLog('info', (line) => lines.push(line))
  keepSecret(PASSWORD)
  const remote = { kind: 'url', url: inject('redisUrl') } as const
  const redis = connectRedis(remote, 'commands', log)
  const blocking = connectRedis(remote, 'blocking', log)
  const keys = keysOf(options.site ?? randomUUID())
  let offset = 0
  const clock: Clock = { now: () => Date.now() + offset }
  const core = openCore({ redis, blocking, keys, clock, log }, options)
  const { sessions, agents, calls, archive, desk, contacts, feed } = core
  const { app, boardStreams, ...parts } = officeApp(core, options)
  const { accounts } = parts
  const server = createServer(app.callback())
  await untilReady(redis, 5_000)
  await feed.start()
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address() as AddressInfo
  const url = `http://127.0.0.1:${port}`

  function request(method: string, path: string, body?: unknown, headers: Record<string, string> = {}) {
    const content = body === undefined ? {} : { body: typeof body === 'string' ? body : JSON.stringify(body) }
    const type = body === undefined ? {} : { 'content-type': 'application/json' }
    return fetch(url + path, { method, redirect: 'manual', ...content, headers: { ...type, ...headers } })
  }

  const signIn = (username: string, password = PASSWORD, headers: Record<string, string> = {}) =>
    request('POST', '/api/session', { username, password }, headers)

  function person(agentId: string, cookie: string): Person {
    const mine = (method: string, path: string, body?: unknown, headers: Record<string, string> = {}) =>
      request(method, path, body, { cookie, ...headers })
    return {
      agentId,
      cookie,
      get: (path, headers) => mine('GET', path, undefined, headers),
      command: (path, body, headers) => mine('POST', `/api/calls/${path}`, body, headers),
      request: mine,
    }
  }

  return {
    ...{ url, redis, keys, lines, sessions, agents, calls, archive, desk, contacts },
    ...parts,
    request,
    signIn,
    now: clock.now,
    person,
    passTime(ms: number) {
      offset += ms
    },
    hire: (agentId: string, role: Role = 'agent') =>
      accounts.add({ agentId, name: agentId.toUpperCase(), role, password: PASSWORD }),
    async employ(agentId: string, role: Role = 'agent'): Promise<Person> {
      if (!(await accounts.find(agentId))) await this.hire(agentId, role)
      const cookie = cookieOf(await signIn(agentId))
      keepSecret(cookie.split('=')[1] ?? '')
      return person(agentId, cookie)
    },
    async rings(
      callSid = `CA${randomUUID().replaceAll('-', '')}`,
      caller: Partial<CallInput> = {},
    ): Promise<string> {
      await calls.arrive({
        type: 'INBOUND',
        callSid,
        callerNumber: '+12175550148',
        callerName: 'Ada',
        calledNumber: '+12175550100',
        ...caller,
      })
      return callSid
    },
    async joins(callSid: string, agentId: string) {
      await calls.send(callSid, {
        type: 'LEG_CONNECTED',
        legSid: `CAleg${randomUUID().slice(0, 8)}`,
        agentId,
      })
    },
    /** A call that the agent talks on. Each agent has one line. */
    async talks(person: Person, caller: Partial<CallInput> = {}): Promise<string> {
      const callSid = await this.rings(undefined, caller)
      expect((await person.command(`${callSid}/claim`)).status).toBe(200)
      await this.joins(callSid, person.agentId)
      return callSid
    },
    async close() {
      boardStreams.closeAll()
      await feed.stop()
      server.closeAllConnections()
      server.close()
      await closeRedis(redis)
    },
  }
}
export type Office = Awaited<ReturnType<typeof openOffice>>

/** What a browser would send back. */
export const cookieOf = (response: Response) => response.headers.get('set-cookie')?.split(';')[0] ?? ''

export const jsonOf = async <T>(response: Promise<Response>) => (await (await response).json()) as T
export const viewIn = async (response: Response) => (await response.json()) as CallView
export const problemIn = async (response: Response) => (await response.json()) as Problem
/** A refusal. @returns its status and its code */
export const codeIn = async (response: Response) => [response.status, (await problemIn(response)).code]
