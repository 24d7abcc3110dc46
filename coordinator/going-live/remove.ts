import type { TwilioAccount } from './account.ts'
import type { EnvFile } from './env-file.ts'
import { fieldLabel, subjectLines } from './plan-lines.ts'
import { type PreviousSettings, type PreviousSubject, settingsToRestore } from './previous-settings.ts'
import { applyChanges, changesOf, type SetupSubject } from './voice-settings.ts'

/** What putting everything back means for one number or App. */
type Step =
  | { does: 'putBack'; subject: SetupSubject; title: string; foreign: string[] }
  | { does: 'delete'; sid: string; title: string }
  | { does: 'nothing'; title: string }

export interface Removal {
  steps: Step[]
  keys: string[]
  names: string[]
}

/** Compares the previous settings with the present ones. Only reads. */
export async function planRemoval(
  account: TwilioAccount,
  previous: PreviousSettings,
  file: EnvFile,
): Promise<Removal> {
  const numbers = await account.numbers()
  const steps = previous.subjects.map(async (subject) => {
    const found =
      subject.kind === 'app'
        ? await account.app(subject.sid)
        : (numbers.find(({ sid }) => sid === subject.sid) ?? null)
    return stepFor(subject, found?.fields ?? null)
  })
  const present = file.read()
  return {
    steps: await Promise.all(steps),
    keys: previous.keys,
    names: previous.names.filter((name) => present[name] !== undefined),
  }
}

export function removalLines({ steps, keys, names }: Removal, file: EnvFile): string[] {
  return [
    ...steps.flatMap(stepLines),
    ...keys.map((sid) => `API key ${sid}: is deleted`),
    ...(names.length === 0 ? [] : [`${file.path}: loses ${names.join(', ')}`]),
  ]
}

/** The number goes first, so that no caller arrives after the rest is removed. */
export async function applyRemoval(
  { steps, keys, names }: Removal,
  { account, file }: { account: TwilioAccount; file: EnvFile },
): Promise<void> {
  for (const step of steps) if (step.does === 'putBack') await applyChanges(account, step.subject)
  for (const step of steps) if (step.does === 'delete') await account.removeApp(step.sid)
  for (const sid of keys) await account.removeKey(sid)
  file.remove(names)
}

function stepFor(previous: PreviousSubject, current: SetupSubject['current'] | null): Step {
  const { kind, sid, name } = previous
  const title = kind === 'number' ? `Number ${name}` : `TwiML App ${name} (${sid})`
  if (current === null) return { does: 'nothing', title: `${title}: is gone already` }
  if (previous.created) return { does: 'delete', sid, title }
  const { wanted, foreign } = settingsToRestore(previous, current)
  return {
    does: 'putBack',
    subject: { kind, sid, name, current, wanted },
    title,
    foreign: foreign.map(fieldLabel),
  }
}

function stepLines(step: Step): string[] {
  switch (step.does) {
    case 'nothing':
      return [step.title]
    case 'delete':
      return [`${step.title}: is deleted`]
    case 'putBack':
      return [
        ...subjectLines(step.title, step.subject),
        ...step.foreign.map((label) => `  ${label} was changed by somebody else since, and is left alone`),
      ]
    default: {
      const never: never = step
      return never
    }
  }
}

/** Whether anything still has to be put back. */
export const isBack = ({ steps }: Removal) =>
  steps.every(
    (step) => step.does === 'nothing' || (step.does === 'putBack' && changesOf(step.subject).length === 0),
  )
