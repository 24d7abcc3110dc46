import { randomBytes, randomUUID } from 'node:crypto'
import { createAccounts } from '../../coordinator/accounts/store.ts'
import { createAgentActors } from '../../coordinator/agents/agent-actors.ts'
import { closeRedis, connectRedis, untilReady } from '../../coordinator/redis/connect.ts'
import { keysOf } from '../../coordinator/redis/keys.ts'
import { sessionCookies } from '../../coordinator/sessions/cookie.ts'
import { createSessions } from '../../coordinator/sessions/sessions.ts'
import { upgradeAgent } from '../../migrations/index.ts'
import { signature } from '../simulator/webhooks/signature.ts'
import { type Child, startChild } from './child.ts'
import { HttpConnection, type HttpResponse, requestText } from './http-connection.ts'
import { type MeasuredCall, type MeasuredSide, subject } from './measured-side.ts'

const SITE = 'bench'
const PASSWORD = 'correct horse battery staple'
const AUTH_TOKEN = 'bench-auth-token'
const PUBLIC_URL = 'http://bench.localhost'
const HOST = 'bench.localhost'
const CALLER = '+12175550142'
const NUMBER = '+12175550100'
const QUIET = { info: () => undefined, warn: () => undefined }
const sid = (kind: string) => kind + randomBytes(16).toString('hex')

/** A coordinator as it runs in earnest, with its workers: only Twilio's REST API is somebody else. */
export const startProduct = (redisUrl: string, carrierUrl: string): Promise<Child> =>
  startChild('coordinator/commands/start.ts', {
    PORT: '0',
    HOST: '127.0.0.1',
    SITE,
    REDIS_URL: redisUrl,
    PUBLIC_URL,
    TWILIO_API_URL: carrierUrl,
    TWILIO_ACCOUNT_SID: sid('AC'),
    TWILIO_AUTH_TOKEN: AUTH_TOKEN,
    TWILIO_API_KEY_SID: sid('SK'),
    TWILIO_API_KEY_SECRET: 'bench-api-key-secret',
    TWILIO_TWIML_APP_SID: sid('AP'),
    // Nobody takes the callers who come only to be counted, and they are to go on ringing.
    RING_TIMEOUT_S: '3600',
    // Each agent holds and resumes as fast as the answers come.
    CHANGES_PER_MINUTE: '1000000',
    LOG_LEVEL: 'warn',
  })

const agentName = (n: number) => `agent_${String(n).padStart(3, '0')}`

/** The people; once, before anybody signs in. */
export async function hire(redisUrl: string, count: number): Promise<void> {
  const redis = connectRedis({ kind: 'url', url: redisUrl }, 'commands', QUIET)
  await untilReady(redis, 10_000)
  const accounts = createAccounts({ redis, keys: keysOf(SITE), clock: { now: Date.now } })
  const people = Array.from({ length: count }, (_, n) => agentName(n))
  await Promise.all(
    people.map((agentId) => accounts.add({ agentId, name: agentId, role: 'agent', password: PASSWORD })),
  )
  await closeRedis(redis)
}

/** Signs in `count` agents from `first` on, through the public API and webhooks. Each talks on a call. */
export async function openDesk(url: string, count: number, first: number): Promise<MeasuredSide> {
  const connection = await HttpConnection.open(url)
  const cookies: string[] = []
  const subjects: MeasuredCall[] = []
  for (let n = first; n < first + count; n++) {
    const cookie = await signIn(connection, agentName(n))
    cookies.push(cookie)
    subjects.push(await talkedOn(connection, agentName(n), cookie))
  }
  connection.close()
  return {
    url,
    subjects,
    consoles: (wanted) => ({
      path: '/api/events',
      headers: Array.from({ length: wanted }, (_, n) => ({ Cookie: cookies[n % count] ?? '' })),
    }),
    async live(where) {
      const connection = await HttpConnection.open(where)
      const headers = { Cookie: cookies[0] ?? '' }
      const { body } = await connection.ask({ method: 'GET', path: '/api/calls', headers })
      connection.close()
      return body.split('"callSid":').length - 1
    },
    voice: () => webhookText('/api/twilio/voice', callerParams(sid('CA'))),
  }
}

async function signIn(connection: HttpConnection, username: string): Promise<string> {
  const body = JSON.stringify({ username, password: PASSWORD })
  const answer = await connection.ask({
    path: '/api/session',
    headers: { 'Content-Type': 'application/json' },
    body,
  })
  return /set-cookie: ([^;]+)/i.exec(expected(answer, 204).head)?.[1] ?? ''
}

/** A caller rings, the agent claims, the agent's leg comes in. */
async function talkedOn(connection: HttpConnection, agentId: string, cookie: string): Promise<MeasuredCall> {
  const callSid = sid('CA')
  expected(await connection.send(webhookText('/api/twilio/voice', callerParams(callSid))), 200)
  expected(await connection.send(commandText(callSid, 'claim', cookie)), 200)
  const leg = { ...callerParams(sid('CA')), From: `client:${agentId}`, To: '', callSid }
  expected(await connection.send(webhookText('/api/twilio/leg', leg)), 200)
  const { body } = await connection.ask({
    method: 'GET',
    path: `/api/calls/${callSid}`,
    headers: { Cookie: cookie },
  })
  const [, rev] = /"rev":(\d+),.*"state":"active\.talking"/.exec(body) ?? []
  if (rev === undefined) throw new Error(`The call is not talked on: ${body}`)
  return subject(callSid, Number(rev), (turn) =>
    commandText(callSid, turn % 2 === 0 ? 'hold' : 'resume', cookie),
  )
}

const AGENT_SESSIONS = 16

/** Agents who have signed in without a password, with some sessions for each. @returns the cookies */
export async function openSessions(redisUrl: string, count: number): Promise<string[]> {
  const redis = connectRedis({ kind: 'url', url: redisUrl }, 'commands', QUIET)
  await untilReady(redis, 10_000)
  const clock = { now: Date.now }
  const nothing = () => undefined
  const parts = { redis, keys: keysOf(SITE), clock }
  const sessions = createSessions({ ...parts, announce: nothing })
  const agents = createAgentActors({
    ...parts,
    upgrade: upgradeAgent,
    committed: nothing,
    scheduleTimer: nothing,
  })
  const cookies: string[] = []
  for (let n = 0; n < count; n++) {
    const name = `idle_${Math.floor(n / AGENT_SESSIONS)}`
    if (n % AGENT_SESSIONS === 0) await agents.send(name, name, { type: 'SIGN_IN' })
    const token = await sessions.open({ agentId: name, name, role: 'agent' })
    cookies.push(sessionCookies(PUBLIC_URL).keep(token, 3_600_000).split(';')[0] ?? '')
  }
  await closeRedis(redis)
  return cookies
}

const FACTS = { secure: true, microphone: true, output: true, sound: true, softphone: true, visible: true }

/** The echo of a beat, as a console sends it that can ring. */
export const echoText = (consoleId: string, cookie: string) =>
  requestText(
    {
      path: `/api/me/consoles/${consoleId}`,
      headers: { Cookie: cookie, Origin: PUBLIC_URL, 'Content-Type': 'application/json' },
      body: JSON.stringify({ seen: 1, facts: FACTS }),
    },
    HOST,
  )

/** As a console sends it: each intention has a key of its own. */
const commandText = (callSid: string, command: string, cookie: string) =>
  requestText(
    {
      path: `/api/calls/${callSid}/${command}`,
      headers: { Cookie: cookie, Origin: PUBLIC_URL, 'Idempotency-Key': randomUUID() },
    },
    HOST,
  )

const callerParams = (callSid: string) => ({
  AccountSid: `AC${'0'.repeat(32)}`,
  ApiVersion: '2010-04-01',
  CallSid: callSid,
  CallStatus: 'ringing',
  Direction: 'inbound',
  From: CALLER,
  To: NUMBER,
})

function webhookText(path: string, params: Record<string, string>): string {
  const headers = {
    'Content-Type': 'application/x-www-form-urlencoded',
    'X-Twilio-Signature': signature(AUTH_TOKEN, PUBLIC_URL + path, params),
  }
  return requestText({ path, headers, body: String(new URLSearchParams(params)) }, HOST)
}

function expected(answer: HttpResponse, status: number): HttpResponse {
  if (answer.status !== status)
    throw new Error(`${answer.status} where ${status} was expected: ${answer.body}`)
  return answer
}
