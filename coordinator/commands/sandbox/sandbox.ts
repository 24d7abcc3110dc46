import { join } from 'node:path'
import { twilioAccount } from '../../going-live/account.ts'
import { chooseNumber } from '../../going-live/choose-number.ts'
import { appFields, numberFields } from '../../going-live/pointing.ts'
import type { TwilioSettings } from '../../settings.ts'
import { keepCompanion } from '../launcher/companion.ts'
import { ROOT } from '../launcher/root.ts'
import { type SandboxPerson, type SandboxState, sandboxState } from './state.ts'

export type { SandboxPerson } from './state.ts'

export interface Sandbox {
  /** As real ones, but for where they point. */
  twilio: TwilioSettings
  /** Its page, from which one can call in. */
  simulatorUrl: string
  number: string
  /** Whether the simulated Twilio ran already, with its callers; a new one has none. */
  reused: boolean
  /** Who can sign in; their accounts are to be created where they are missing. */
  people: readonly SandboxPerson[]
  /** Puts `publicUrl` behind the number and the TwiML App, over Twilio's REST API. */
  pointAt(publicUrl: string): Promise<void>
  stop(): Promise<void>
}

const SIMULATOR = join(ROOT, 'tests', 'simulator', 'main.ts')
const READY = /^Simulator is ready: (http:\/\/\S+)$/m
const START_TIMEOUT_MS = 20_000

/**
 * A Twilio that is simulated on this machine, in a process of its own: callers who are on the line
 * outlive a kill of this process, as they would with the real one.
 */
export async function startSandbox(dataDir: string, leaseMs?: number): Promise<Sandbox> {
  const state = sandboxState(dataDir)
  const companion = await keepCompanion(
    {
      name: 'The Twilio simulator',
      folder: join(dataDir, 'simulator'),
      command: process.execPath,
      args: ['--import', import.meta.resolve('tsx'), SIMULATOR],
      env: { ...environmentFor(state), SIM_RECORDINGS_DIR: join(dataDir, 'recordings') },
      addressIn: (output) => READY.exec(output)?.[1] ?? null,
      answers: (url) => isOurs(state, url),
      startTimeoutMs: START_TIMEOUT_MS,
    },
    leaseMs,
  )
  const url = companion.address
  const twilio = twilioAt(url, state)
  return {
    twilio,
    simulatorUrl: url,
    number: state.number,
    reused: companion.reused,
    people: state.people,
    pointAt: (publicUrl) => pointAt(twilio, state.number, publicUrl),
    stop: companion.stop,
  }
}

function environmentFor(state: SandboxState): NodeJS.ProcessEnv {
  return {
    SIM_HOST: '127.0.0.1',
    SIM_PORT: '0',
    SIM_ACCOUNT_SID: state.accountSid,
    SIM_AUTH_TOKEN: state.authToken,
    SIM_API_KEY_SID: state.apiKeySid,
    SIM_API_KEY_SECRET: state.apiKeySecret,
    SIM_TWIML_APP_SID: state.twimlAppSid,
    SIM_NUMBER: state.number,
  }
}

function twilioAt(url: string, state: SandboxState): TwilioSettings {
  return {
    accountSid: state.accountSid,
    authToken: state.authToken,
    authTokenSecondary: null,
    apiKeySid: state.apiKeySid,
    apiKeySecret: state.apiKeySecret,
    twimlAppSid: state.twimlAppSid,
    callerId: state.number,
    apiUrl: url,
    signalingUrl: `${url.replace(/^http/, 'ws')}/signal`,
    edge: 'roaming',
  }
}

/** Only our own simulator knows the account: after a reboot anything may listen on its old port. */
async function isOurs(state: SandboxState, url: string): Promise<boolean> {
  return twilioAccount(twilioAt(url, state))
    .numbers()
    .then(
      (numbers) => numbers.some(({ phoneNumber }) => phoneNumber === state.number),
      () => false,
    )
}

async function pointAt(twilio: TwilioSettings, number: string, publicUrl: string): Promise<void> {
  const account = twilioAccount(twilio)
  const { sid } = chooseNumber(await account.numbers(), { number, callerId: null, publicUrl })
  await Promise.all([
    account.setNumber(sid, numberFields(publicUrl, null)),
    account.setApp(twilio.twimlAppSid, appFields(publicUrl)),
  ])
}
