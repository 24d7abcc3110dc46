import type { TwilioAccount } from './account.ts'
import type { EnvFile } from './env-file.ts'
import type { SettingsKeeper } from './kept.ts'
import { namesToWrite, OUR_NAME, type SetupPlan } from './plan.ts'
import { point, type SetupSubject } from './pointing.ts'

/**
 * Does what the plan says. The number comes last: callers arrive only where all else is there. What was
 * before is kept before it is changed, and a key's secret, which is told once, is written down at once.
 * Whatever stops it in between, running it again goes on from there.
 */
export async function applyPlan(
  plan: SetupPlan,
  { account, file, kept }: { account: TwilioAccount; file: EnvFile; kept: SettingsKeeper },
): Promise<void> {
  const before = file.read()
  kept.names(namesToWrite(plan, before).filter((name) => before[name] === undefined))
  file.set(plan.values)

  const app = await readyApp(plan.app, account, kept)
  if (app !== plan.app) file.set({ TWILIO_TWIML_APP_SID: app.sid })
  if (plan.apiKey === null) await createKey({ account, file, kept })
  for (const subject of [app, plan.number]) {
    kept.subject(subject, false)
    await point(account, subject)
  }
}

/** One that is created is right from the start. */
async function readyApp(
  app: SetupPlan['app'],
  account: TwilioAccount,
  kept: SettingsKeeper,
): Promise<SetupSubject> {
  if (app.kind !== 'newApp') return app
  const { sid, name, fields } = await account.createApp(OUR_NAME, app.wanted)
  const subject: SetupSubject = { kind: 'app', sid, name, current: fields, wanted: app.wanted }
  kept.subject(subject, true)
  return subject
}

async function createKey({
  account,
  file,
  kept,
}: {
  account: TwilioAccount
  file: EnvFile
  kept: SettingsKeeper
}) {
  const { sid, secret } = await account.createKey(OUR_NAME)
  try {
    kept.key(sid)
    file.set({ TWILIO_API_KEY_SID: sid, TWILIO_API_KEY_SECRET: secret })
  } catch (error) {
    // Nobody has its secret.
    await account.removeKey(sid)
    throw error
  }
}
