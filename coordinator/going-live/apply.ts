import type { TwilioAccount } from './account.ts'
import type { EnvFile } from './env-file.ts'
import { namesToWrite, OUR_NAME, type SetupPlan } from './plan.ts'
import type { PreviousSettingsStore } from './previous-settings.ts'
import { applyChanges, type SetupSubject } from './voice-settings.ts'

/**
 * Carries the plan out. The number comes last, so that callers arrive only when the rest is ready. The previous
 * settings are stored before they change. Twilio shows a key's secret once, so it is written to the file at once.
 * After an interruption, the next run continues.
 */
export async function applyPlan(
  plan: SetupPlan,
  { account, file, previous }: { account: TwilioAccount; file: EnvFile; previous: PreviousSettingsStore },
): Promise<void> {
  const before = file.read()
  previous.addNames(namesToWrite(plan, before).filter((name) => before[name] === undefined))
  file.set(plan.values)

  const app = await readyApp(plan.app, account, previous)
  if (app !== plan.app) file.set({ TWILIO_TWIML_APP_SID: app.sid })
  if (plan.apiKey === null) await createKey({ account, file, previous })
  for (const subject of [app, plan.number]) {
    previous.addSubject(subject, false)
    await applyChanges(account, subject)
  }
}

/** One that is created is right from the start. */
async function readyApp(
  app: SetupPlan['app'],
  account: TwilioAccount,
  previous: PreviousSettingsStore,
): Promise<SetupSubject> {
  if (app.kind !== 'newApp') return app
  const { sid, name, fields } = await account.createApp(OUR_NAME, app.wanted)
  const subject: SetupSubject = { kind: 'app', sid, name, current: fields, wanted: app.wanted }
  previous.addSubject(subject, true)
  return subject
}

async function createKey({
  account,
  file,
  previous,
}: {
  account: TwilioAccount
  file: EnvFile
  previous: PreviousSettingsStore
}) {
  const { sid, secret } = await account.createKey(OUR_NAME)
  try {
    previous.addKey(sid)
    file.set({ TWILIO_API_KEY_SID: sid, TWILIO_API_KEY_SECRET: secret })
  } catch (error) {
    // The secret is lost, so the key is useless.
    await account.removeKey(sid)
    throw error
  }
}
