import { type TwilioAccount, twilioAccount } from './account.ts'
import { applyPlan } from './apply.ts'
import type { EnvFile } from './env-file.ts'
import { type Fallback, writeFallback } from './fallback.ts'
import { isDone, makePlan, type SetupRequest } from './plan.ts'
import { fieldLabel, planLines } from './plan-lines.ts'
import { type PreviousSettingsStore, previousSettingsStore } from './previous-settings.ts'
import { applyRemoval, isBack, planRemoval, removalLines } from './remove.ts'
import { readSetupSettings, type SetupSettings } from './settings.ts'
import { SetupError } from './setup-error.ts'
import { changesOf } from './voice-settings.ts'

export interface SetupArguments {
  yes: boolean
  remove: boolean
  number: string | null
  fallbackUrl: string | null
  document: { file: string; fallback: Fallback } | null
}

export interface SetupDeps {
  env: NodeJS.ProcessEnv
  file: EnvFile
  print(line: string): void
}

interface Tools {
  account: TwilioAccount
  file: EnvFile
  previous: PreviousSettingsStore
  print(line: string): void
}

const NOT_YET = 'Nothing was changed. To do this, run it again with --yes.'

/** @throws {SettingsError | SetupError | TwilioProblem} each with words for people */
export async function runSetup(asked: SetupArguments, { env, file, print }: SetupDeps): Promise<void> {
  if (asked.document !== null) {
    const written = writeFallback(asked.document.file, asked.document.fallback)
    print(`Written: ${written.join(', ')}. Put it on a web server other than this one, and give its address`)
    print('with --fallback-url.')
    if (asked.fallbackUrl === null) return
  }
  const settings = readSetupSettings(env, !asked.remove)
  const account = twilioAccount(settings.account)
  const previous = previousSettingsStore(settings.dataDir, settings.account.accountSid)
  const tools = { account, file, previous, print }
  if (asked.remove) return remove(asked, tools)
  await setUp(settings, asked, tools)
}

async function setUp(
  settings: SetupSettings,
  asked: SetupArguments & SetupRequest,
  tools: Tools,
): Promise<void> {
  const { account, file, previous, print } = tools
  const { publicUrl } = settings
  if (publicUrl === null) throw new SetupError('PUBLIC_URL is missing')
  if (asked.fallbackUrl?.startsWith(`${publicUrl}/`))
    throw new SetupError('--fallback-url is on PUBLIC_URL: when that is away, so is the fallback')
  const known = { ...settings, publicUrl }
  const plan = await makePlan(account, known, asked)
  for (const line of planLines(plan, file)) print(line)
  print('')
  if (isDone(plan, file.read())) return print('Nothing to do: everything is as planned.')
  if (!asked.yes) return print(NOT_YET)
  try {
    await applyPlan(plan, tools)
  } catch (error) {
    print('It stopped on the way. Run it again: it goes on from there.')
    throw error
  }
  await verify(known, { ...asked, number: plan.number.name }, tools)
  print('Done, and read back from Twilio.')
  print(`What was there before is kept in ${previous.path}; --remove puts it back.`)
  print('Next: npm start, then npm run twilio:doctor')
}

/** Asks Twilio again, as the next run would. */
async function verify(
  settings: SetupSettings & { publicUrl: string },
  asked: SetupRequest,
  { account, file }: Tools,
): Promise<void> {
  const values = file.read()
  const { TWILIO_API_KEY_SID: sid, TWILIO_API_KEY_SECRET: secret, TWILIO_TWIML_APP_SID: twimlAppSid } = values
  const apiKey = sid === undefined || secret === undefined ? null : { sid, secret }
  const now = await makePlan(account, { ...settings, apiKey, twimlAppSid: twimlAppSid ?? null }, asked)
  if (isDone(now, file.read())) return
  const different = [now.number, now.app].flatMap((subject) =>
    subject.kind === 'newApp' ? ['TwiML App'] : changesOf(subject).map(({ field }) => fieldLabel(field)),
  )
  throw new SetupError(`Twilio took it, but shows something else now: ${different.join(', ') || file.path}`)
}

async function remove(asked: SetupArguments, { account, file, previous, print }: Tools): Promise<void> {
  const before = previous.read()
  if (before === null) return print(`Nothing to put back: ${previous.path} is not there.`)
  const removal = await planRemoval(account, before, file)
  for (const line of removalLines(removal, file)) print(line)
  print('')
  if (!asked.yes) return print(NOT_YET)
  await applyRemoval(removal, { account, file })
  if (!isBack(await planRemoval(account, before, file)))
    throw new SetupError('Twilio took it, but still shows what was set before. Run it again.')
  previous.delete()
  print('Everything is as it was before, and read back from Twilio.')
}
