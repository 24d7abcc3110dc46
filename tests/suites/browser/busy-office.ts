import { randomBytes } from 'node:crypto'
import { get } from 'node:http'
import { setTimeout as pause } from 'node:timers/promises'
import { startChild } from '../../bench/child.ts'
import { NUMBER, openDeployment, passwordOf, type TestDeployment } from '../../setup/deployment.ts'
import { NO_TWILIO } from '../../setup/desk.ts'
import { signIn } from '../../setup/sign-in.ts'
import { signature } from '../../simulator/webhooks/signature.ts'

/** How many calls of each kind are live when it is busy. */
export interface Crowd {
  parked: number
  ringing: number
  /** Agents at other consoles; each one talks. */
  talking: number
  /** Further agents, who are away. Where there are some, everybody has a console open. */
  away?: number
}

/**
 * A real coordinator with many live calls, changed over the public API and signed webhooks. Nobody at Twilio knows its
 * callers: the carrier agrees to everything.
 */
export interface BusyOffice {
  readonly url: string
  person(agentId: string): { agentId: string; password: string }
  /** Makes so many changes a second, while callers come and go. @returns how many it made */
  change(perSecond: number, forMs: number): Promise<number>
  close(): Promise<void>
}

const HOUR_S = '3600'
const AT_ONCE = 8
const MOST_ATTEMPTS = 20
const AGAIN_AFTER_MS = 200
const callSid = () => `CA${randomBytes(16).toString('hex')}`
const agentName = (n: number) => `agent_${n}`

export async function openBusyOffice(redisUrl: string, me: string, crowd: Crowd): Promise<BusyOffice> {
  const carrier = await startChild('tests/bench/carrier.ts', {})
  const deployment = await openDeployment({
    redis: { REDIS_URL: redisUrl },
    coordinators: 1,
    env: {
      TWILIO_API_URL: carrier.url,
      PARKING_SLOTS: String(crowd.parked),
      RING_TIMEOUT_S: HOUR_S,
      JOIN_TIMEOUT_S: HOUR_S,
      PARK_TIMEOUT_S: HOUR_S,
      STALE_AFTER_S: HOUR_S,
    },
  })
  const leaving = new AbortController()
  const close = async () => {
    leaving.abort()
    await deployment.close()
    await carrier.stop()
  }
  try {
    const people = Array.from({ length: crowd.talking }, (_, n) => agentName(n))
    const others = Array.from({ length: crowd.away ?? 0 }, (_, n) => agentName(crowd.talking + n))
    await deployment.hire(me, ...people, ...others)
    const agents = await inTurns(people, (agentId) => BusyAgent.signIn(deployment, agentId))
    const away = await inTurns(others, (agentId) => BusyAgent.signIn(deployment, agentId))
    if (away.length > 0) for (const agent of [...agents, ...away]) agent.opensConsole(leaving.signal)
    const callers = new Callers(deployment)
    await inTurns(times(crowd.parked), async (n) => {
      const agent = agents[n % agents.length]
      await agent?.alone(async () => {
        await agent.talks(await callers.ring())
        callers.parked(await agent.command('park'))
      })
    })
    await inTurns(agents, async (agent) => agent.talks(await callers.ring()))
    await inTurns(times(crowd.ringing), async () => callers.rings(await callers.ring()))
    const changes = agents.map((agent) => changesOf(agent, callers))
    return {
      url: deployment.publicUrl,
      person: (agentId) => ({ agentId, password: passwordOf(agentId) }),
      change: (perSecond, forMs) => inTime(changes, perSecond, forMs),
      close,
    }
  } catch (error) {
    await close()
    throw error
  }
}

/** For ever: a caller leaves the lot, the agent parks, another one calls, the agent answers the oldest, whose leg comes in. */
async function* changesOf(agent: BusyAgent, callers: Callers): AsyncGenerator<undefined, never, undefined> {
  for (;;) {
    await callers.leaves()
    yield
    callers.parked(await agent.command('park'))
    yield
    callers.rings(await callers.ring())
    yield
    const call = callers.oldest()
    await agent.claims(call)
    yield
    await agent.joins(call)
    yield
  }
}

/** Agents take turns. One whose last change is not answered yet is left out. */
async function inTime(
  changes: readonly AsyncGenerator<undefined, never, undefined>[],
  perSecond: number,
  forMs: number,
): Promise<number> {
  const idle = [...changes]
  const began = performance.now()
  const underWay = new Set<Promise<unknown>>()
  let done = 0
  for (let n = 0; performance.now() - began < forMs; n++) {
    await pause(Math.max(0, began + (n * 1_000) / perSecond - performance.now()))
    const next = idle.shift()
    if (!next) continue
    const change = next.next().then(() => {
      done += 1
      idle.push(next)
      underWay.delete(change)
    })
    // A failure shows when all are awaited.
    change.catch(() => undefined)
    underWay.add(change)
  }
  await Promise.all(underWay)
  return done
}

class Callers {
  readonly #ringing: string[] = []
  readonly #parked: string[] = []

  constructor(private readonly deployment: TestDeployment) {}

  async ring(): Promise<string> {
    const sid = callSid()
    await webhook(this.deployment, '/api/twilio/voice', { ...callerOf(sid), CallStatus: 'ringing' })
    return sid
  }

  rings = (sid: string) => void this.#ringing.push(sid)
  parked = (sid: string) => void this.#parked.push(sid)
  oldest = () => this.#ringing.shift() ?? ''

  /** The one who waits longest in the lot hangs up. */
  async leaves() {
    const sid = this.#parked.shift() ?? ''
    await webhook(this.deployment, '/api/twilio/status', { ...callerOf(sid), CallStatus: 'completed' })
  }
}

class BusyAgent {
  #call = ''
  #last: Promise<unknown> = Promise.resolve()

  private constructor(
    private readonly deployment: TestDeployment,
    private readonly agentId: string,
    private readonly cookie: string,
  ) {}

  static async signIn(deployment: TestDeployment, agentId: string): Promise<BusyAgent> {
    return new BusyAgent(deployment, agentId, await signIn(deployment.publicUrl, agentId))
  }

  /** One piece of work after the other. */
  alone(work: () => Promise<void>): Promise<void> {
    const done = this.#last.then(work)
    this.#last = done
    return done
  }

  /** Its stream is read, and thrown away. */
  opensConsole(signal: AbortSignal) {
    const options = { agent: false, headers: { cookie: this.cookie }, signal }
    const request = get(`${this.deployment.publicUrl}/api/events`, options, (stream) => {
      stream.on('error', ignored)
      stream.resume()
    })
    request.on('error', ignored)
  }

  async talks(sid: string) {
    await this.claims(sid)
    await this.joins(sid)
  }

  async claims(sid: string) {
    this.#call = sid
    await this.command('claim')
  }

  async joins(sid: string) {
    const leg = { ...callerOf(callSid()), From: `client:${this.agentId}`, To: '', callSid: sid }
    await webhook(this.deployment, '/api/twilio/leg', leg)
  }

  /** @returns the call */
  async command(command: string): Promise<string> {
    const { publicUrl } = this.deployment
    const headers = { cookie: this.cookie, origin: publicUrl }
    await posted(`${publicUrl}/api/calls/${this.#call}/${command}`, headers, null)
    return this.#call
  }
}

/** A console that is closed breaks off. */
const ignored = () => undefined

const callerOf = (sid: string) => ({
  AccountSid: NO_TWILIO.accountSid,
  ApiVersion: '2010-04-01',
  CallSid: sid,
  CallStatus: 'in-progress',
  Direction: 'inbound',
  From: `+1217555${String(Number.parseInt(sid.slice(2, 6), 16) % 10_000).padStart(4, '0')}`,
  To: NUMBER,
})

async function webhook({ publicUrl }: TestDeployment, path: string, params: Record<string, string>) {
  const signed = signature(NO_TWILIO.authToken, publicUrl + path, params)
  await posted(publicUrl + path, { 'x-twilio-signature': signed }, new URLSearchParams(params))
}

/** Asks again where the machine is so busy that Redis seems to be away. */
async function posted(url: string, headers: Record<string, string>, body: URLSearchParams | null) {
  for (let n = 0; ; n++) {
    const answer = await fetch(url, { method: 'POST', headers, body })
    const text = await answer.text()
    if (answer.ok) return
    if (answer.status !== 503 || n === MOST_ATTEMPTS)
      throw new Error(`${url} answered ${answer.status}: ${text}`)
    await pause(AGAIN_AFTER_MS)
  }
}

const times = (count: number) => Array.from({ length: count }, (_, n) => n)

/** A few at once, in their order. */
async function inTurns<One, Made>(all: readonly One[], make: (one: One) => Promise<Made>): Promise<Made[]> {
  const made: Made[] = []
  for (let n = 0; n < all.length; n += AT_ONCE)
    made.push(...(await Promise.all(all.slice(n, n + AT_ONCE).map(make))))
  return made
}
