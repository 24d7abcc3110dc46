import { extname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { twilioAccount } from '../../going-live/account.ts'
import { chooseNumber } from '../../going-live/choose-number.ts'
import { appFields, numberFields } from '../../going-live/voice-settings.ts'
import type { TwilioSettings } from '../../settings.ts'
import { findOrStartBackgroundProcess } from '../launcher/background-process.ts'
import { type SandboxPerson, type SandboxState, sandboxState } from './state.ts'

export type { SandboxPerson } from './state.ts'

export interface Sandbox {
  /** Settings like those of a real account; the URLs are the simulator's. */
  twilio: TwilioSettings
  /** Its page: people make calls there. */
  simulatorUrl: string
  number: string
  /** Whether the simulator ran already, maybe with callers. A new one has none. */
  reused: boolean
  /** The agents of the sandbox. Those who have no account need one. */
  people: readonly SandboxPerson[]
  /** The same people with the passwords that an older version printed. */
  formerPeople: readonly SandboxPerson[]
  /** Points the number and the TwiML App at `publicUrl`, through Twilio's REST API. */
  pointAt(publicUrl: string): Promise<void>
  /** Ends the simulator, unless another process uses it too. May be called twice. */
  stop(): Promise<void>
}

/** Compiled where this is: it starts in half the time. */
const SIMULATOR = fileURLToPath(
  new URL(`../../../tests/simulator/main${extname(import.meta.url)}`, import.meta.url),
)
const LOADER = SIMULATOR.endsWith('.ts') ? ['--import', import.meta.resolve('tsx')] : []
const READY = /^Simulator is ready: (http:\/\/\S+)$/m
const START_TIMEOUT_MS = 20_000

/**
 * A simulated Twilio on this machine. It is a background process: when this process is killed its callers stay on
 * the line, as they would at the real Twilio.
 * @param graceMs a minute, unless a test says otherwise
 */
export async function startSandbox(dataDir: string, graceMs?: number): Promise<Sandbox> {
  const state = sandboxState(dataDir)
  const { address, reused, stop } = await findOrStartBackgroundProcess(
    {
      name: 'The Twilio simulator',
      folder: join(dataDir, 'simulator'),
      command: process.execPath,
      args: [...LOADER, SIMULATOR],
      env: { ...environmentFor(state), SIM_RECORDINGS_DIR: join(dataDir, 'recordings') },
      addressIn: (output) => READY.exec(output)?.[1] ?? null,
      answers: (url) => hasNumber(state, url),
      startTimeoutMs: START_TIMEOUT_MS,
      restart: false,
    },
    graceMs,
  )
  const twilio = twilioAt(address, state)
  return {
    twilio,
    simulatorUrl: address,
    number: state.number,
    reused,
    people: state.people,
    formerPeople: state.formerPeople,
    pointAt: (publicUrl) => pointAt(twilio, state.number, publicUrl),
    stop,
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

/** Whether the account with its number is there. After a reboot another program may listen on the port. */
async function hasNumber(state: SandboxState, url: string): Promise<boolean> {
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
