import { startSimulator } from './server.ts'
import { simulatorOptions } from './settings.ts'

/** Environment names of the options, for `node --import tsx tests/simulator/main.ts`. */
const NAMES = {
  port: 'SIM_PORT',
  host: 'SIM_HOST',
  accountSid: 'SIM_ACCOUNT_SID',
  authToken: 'SIM_AUTH_TOKEN',
  apiKeySid: 'SIM_API_KEY_SID',
  apiKeySecret: 'SIM_API_KEY_SECRET',
  twimlAppSid: 'SIM_TWIML_APP_SID',
  phoneNumber: 'SIM_NUMBER',
  restLagMs: 'SIM_REST_LAG_MS',
  ringMs: 'SIM_RING_MS',
  awayMs: 'SIM_AWAY_MS',
  tokenLifeS: 'SIM_TOKEN_LIFE_S',
  speechRate: 'SIM_SPEECH_RATE',
  retryDelayMs: 'SIM_RETRY_DELAY_MS',
  outboundPerSecond: 'SIM_OUTBOUND_PER_SECOND',
  callLimitMs: 'SIM_CALL_LIMIT_MS',
  recordingsDir: 'SIM_RECORDINGS_DIR',
} as const

const given = Object.entries(NAMES).map(([option, name]) => [option, process.env[name] || undefined])
const settings = simulatorOptions.safeParse(Object.fromEntries(given))

if (!settings.success) {
  for (const issue of settings.error.issues) {
    const name = Object.entries(NAMES).find(([option]) => option === issue.path[0])?.[1]
    console.error(`${name ?? issue.path.join('.')}: ${issue.message}`)
  }
  process.exit(1)
}

const simulator = await startSimulator({ ...settings.data, log: (line) => console.error(line) })
console.log(`Simulator is ready: ${simulator.url}`)

// A fault in one call must not end all the others.
process.on('unhandledRejection', (reason) => console.error(`Unhandled: ${String(reason)}`))

for (const signal of ['SIGTERM', 'SIGINT'] as const) {
  process.once(signal, () => {
    void simulator.close().then(() => process.exit(0))
  })
}
