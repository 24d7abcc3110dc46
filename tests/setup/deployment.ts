import { randomBytes } from 'node:crypto'
import { accountAnnouncer } from '../../coordinator/accounts/account-announcer.ts'
import { createAccounts } from '../../coordinator/accounts/store.ts'
import { buildConsole } from '../../coordinator/commands/launcher/build-console.ts'
import { twilioAccount } from '../../coordinator/going-live/account.ts'
import { appFields, numberFields } from '../../coordinator/going-live/voice-settings.ts'
import type { RedisClient } from '../../coordinator/redis/client.ts'
import { closeRedis, connectRedis, untilReady } from '../../coordinator/redis/connect.ts'
import { type Keys, keysOf } from '../../coordinator/redis/keys.ts'
import { readSettings, type TwilioSettings } from '../../coordinator/settings.ts'
import { upgradeAgent } from '../../migrations/index.ts'
import { startSimulator } from '../simulator/server.ts'
import type { SimulatorSettingsInput } from '../simulator/settings.ts'
import { balance, routeTo } from './balancer.ts'
import { NO_TWILIO } from './desk.ts'
import { type Program, program } from './processes.ts'
import { keepSecret } from './run-logs/keep.ts'
import { quietLog } from './site.ts'
import { openTcpProxy, type TcpProxy } from './tcp-proxy.ts'

export interface DeploymentOptions {
  /** Where its Redis is, as the environment says it: `{ REDIS_URL: 'unix:/…' }`. */
  redis: Record<string, string>
  /** One of its own, unless said otherwise. */
  site?: string
  /** Processes of `npm start`. Two, unless said otherwise. */
  coordinators?: number
  /** Processes of `npm run worker`. None: the jobs run in the coordinators. */
  workers?: number
  /** The load balancer asks each coordinator whether it is ready, and routes to those that are. */
  asksReadiness?: true
  /** Further settings of the environment. */
  env?: Record<string, string>
  simulator?: Partial<SimulatorSettingsInput>
}

/**
 * A site as it is run for real: coordinators and workers in processes of their own, behind a load
 * balancer without affinity, with a Redis that is somebody else's and a (simulated) Twilio that they
 * reach over a line which can be cut.
 */
export interface TestDeployment {
  readonly site: string
  readonly keys: Keys
  /** A connection of the test's own. */
  readonly redis: RedisClient
  /** What browsers and Twilio reach; any coordinator that lives may answer. */
  readonly publicUrl: string
  readonly simulatorUrl: string
  readonly coordinators: readonly Program[]
  readonly workers: readonly Program[]
  /** Its whole environment, for a command that an operator runs beside it. */
  readonly env: Record<string, string>
  /** Between the coordinators and Twilio's REST API. */
  readonly toTwilio: TcpProxy
  /** Of a coordinator, past the load balancer. */
  addressOf(one: Program): string
  /** Starts one of its programs, for the first time or again. @returns ms until it was ready */
  start(one: Program): Promise<number>
  /** ms until the slowest of its programs was ready when all of them were started at once. */
  readonly startedInMs: number
  /** Whether each coordinator says that it is ready. */
  isReady(): Promise<boolean>
  /** Gives agents accounts. The password is `passwordOf`. */
  hire(...agentIds: string[]): Promise<void>
  close(): Promise<void>
}

export const passwordOf = (agentId: string) => `the password of ${agentId}`

export const CREDENTIALS = {
  accountSid: NO_TWILIO.accountSid,
  authToken: NO_TWILIO.authToken,
  apiKeySid: NO_TWILIO.apiKeySid,
  apiKeySecret: NO_TWILIO.apiKeySecret,
  twimlAppSid: NO_TWILIO.twimlAppSid,
}
export const NUMBER = '+12175550100'

const ASK_READINESS_MS = 150

export async function openDeployment(options: DeploymentOptions): Promise<TestDeployment> {
  const { coordinators: coordinatorCount = 2, workers: workerCount = 0 } = options
  await buildConsole()
  const site = options.site ?? `site-${randomBytes(6).toString('hex')}`
  const keys = keysOf(site)
  const simulator = await startSimulator({
    ...CREDENTIALS,
    phoneNumber: NUMBER,
    ringMs: 50,
    speechRate: 0.05,
    retryDelayMs: 250,
    outboundPerSecond: 50,
    ...options.simulator,
  })
  const front = await openTcpProxy()
  const { hostname, port } = new URL(simulator.url)
  const toTwilio = await openTcpProxy([{ host: hostname, port: Number(port) }])
  const publicUrl = `http://${front.address}`
  const twilio: TwilioSettings = {
    ...NO_TWILIO,
    ...CREDENTIALS,
    callerId: NUMBER,
    apiUrl: `http://${toTwilio.address}`,
  }
  const env = {
    ...options.redis,
    SITE: site,
    HOST: '127.0.0.1',
    PORT: '0',
    PUBLIC_URL: publicUrl,
    TWILIO_ACCOUNT_SID: twilio.accountSid,
    TWILIO_AUTH_TOKEN: twilio.authToken,
    TWILIO_API_KEY_SID: twilio.apiKeySid,
    TWILIO_API_KEY_SECRET: twilio.apiKeySecret,
    TWILIO_TWIML_APP_SID: twilio.twimlAppSid,
    TWILIO_CALLER_ID: NUMBER,
    TWILIO_API_URL: twilio.apiUrl,
    TWILIO_SIGNALING_URL: simulator.signalingUrl,
    WORKER: workerCount === 0 ? 'inline' : 'off',
    // Tests sign in by password alone, unless the second factor is what they are about.
    SECOND_FACTOR_ROLES: '',
    ...options.env,
  }
  const remote = readSettings(env).redis
  if (remote.kind === 'embedded') throw new Error('A deployment needs a Redis of its own')
  const redis = connectRedis(remote, 'commands', quietLog)
  await untilReady(redis, 10_000)

  const addresses = new Map<Program, string>()
  const coordinators = Array.from({ length: coordinatorCount }, (_, n) =>
    program({
      name: `coordinator ${n + 1}`,
      entry: 'coordinator/commands/start.ts',
      env,
      ready: /^Switchyard is ready: (\S+)$/,
    }),
  )
  const workers = Array.from({ length: workerCount }, (_, n) =>
    program({
      name: `worker ${n + 1}`,
      entry: 'coordinator/commands/worker.ts',
      env,
      ready: /^Switchyard works on its jobs$/,
    }),
  )

  async function start(one: Program): Promise<number> {
    const { address, tookMs } = await one.start()
    if (address !== '') addresses.set(one, address)
    routeTo(front, [...addresses.values()])
    return tookMs
  }
  const endBalance = options.asksReadiness && balance(front, () => [...addresses.values()], ASK_READINESS_MS)

  const clock = { now: Date.now }
  const close = async () => {
    endBalance?.()
    await Promise.all([...coordinators, ...workers].map((one) => one.end()))
    front.close()
    toTwilio.close()
    await closeRedis(redis)
    await simulator.close()
  }
  let startedInMs = 0
  try {
    startedInMs = Math.max(...(await Promise.all([...coordinators, ...workers].map(start))))
    // Not through the proxy, which is for the coordinators alone.
    const account = twilioAccount({ ...twilio, apiUrl: simulator.url })
    const [number] = await account.numbers()
    await account.setNumber(number?.sid ?? '', numberFields(publicUrl, null))
    await account.setApp(twilio.twimlAppSid, appFields(publicUrl))
  } catch (error) {
    await close()
    throw error
  }
  return {
    site,
    keys,
    redis,
    publicUrl,
    simulatorUrl: simulator.url,
    coordinators,
    workers,
    env,
    toTwilio,
    addressOf: (one) => addresses.get(one) ?? '',
    start,
    startedInMs,
    async isReady() {
      const asked = [...addresses.values()].map((address) => fetch(`${address}/readyz`))
      return (await Promise.allSettled(asked)).every((one) => one.status === 'fulfilled' && one.value.ok)
    },
    async hire(...agentIds) {
      const accounts = createAccounts({ redis, keys, clock })
      const tellTheDesk = accountAnnouncer(redis, keys, clock, upgradeAgent)
      for (const agentId of agentIds) {
        const name = agentId.toUpperCase()
        await accounts.add({ agentId, name, role: 'agent', password: passwordOf(agentId) })
        keepSecret(passwordOf(agentId))
        await tellTheDesk(agentId, { type: 'added', name })
      }
    },
    close,
  }
}
