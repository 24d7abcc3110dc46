import { mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { z } from 'zod'
import type { TwilioField, TwilioFields } from './account.ts'
import { SetupError } from './setup-error.ts'
import { changesOf, type FieldChange, type SetupSubject } from './voice-settings.ts'

const PreviousField = z.object({ before: z.string(), set: z.string() })
const PreviousSubject = z.object({
  kind: z.enum(['number', 'app']),
  sid: z.string(),
  name: z.string(),
  /** Setup created it: it is deleted, not restored. */
  created: z.boolean(),
  fields: z.record(z.string(), PreviousField),
})
const PreviousSettings = z.object({
  subjects: z.array(PreviousSubject),
  /** API keys that we created. */
  keys: z.array(z.string()),
  /** Names that we put into the environment file. */
  names: z.array(z.string()),
})
export type PreviousSubject = z.infer<typeof PreviousSubject>
export type PreviousSettings = z.infer<typeof PreviousSettings>

/** What was set before setup ran. Holds no secret. */
export interface PreviousSettingsStore {
  readonly path: string
  /** Null when setup has changed nothing. */
  read(): PreviousSettings | null
  addSubject(subject: SetupSubject, created: boolean): void
  addKey(sid: string): void
  addNames(names: readonly string[]): void
  delete(): void
}

/** One file for each account, in DATA_DIR. */
export function previousSettingsStore(dataDir: string, accountSid: string): PreviousSettingsStore {
  const path = join(dataDir, `before-setup-${accountSid}.json`)
  const read = () => readPrevious(path)
  const change = (how: (previous: PreviousSettings) => PreviousSettings) =>
    write(path, how(read() ?? { subjects: [], keys: [], names: [] }))
  return {
    path,
    read,
    addSubject: (subject, created) => change((previous) => withSubject(previous, subject, created)),
    addKey: (sid) => change((previous) => ({ ...previous, keys: [...new Set([...previous.keys, sid])] })),
    addNames: (names) =>
      change((previous) => ({ ...previous, names: [...new Set([...previous.names, ...names])] })),
    delete: () => rmSync(path, { force: true }),
  }
}

/** The fields to restore: only those that still have the value that setup wrote. `foreign` are the others. */
export function settingsToRestore(
  previous: PreviousSubject,
  current: TwilioFields,
): { wanted: TwilioFields; foreign: TwilioField[] } {
  const wanted: TwilioFields = {}
  const foreign: TwilioField[] = []
  for (const [name, { before, set }] of Object.entries(previous.fields)) {
    const field = name as TwilioField
    if (current[field] === set) wanted[field] = before
    else if (current[field] !== before) foreign.push(field)
  }
  return { wanted, foreign }
}

function withSubject(previous: PreviousSettings, subject: SetupSubject, created: boolean): PreviousSettings {
  const known = previous.subjects.find(({ sid }) => sid === subject.sid)
  const { kind, sid, name } = subject
  const fields = { ...known?.fields }
  for (const change of changesOf(subject)) fields[change.field] = previousField(fields[change.field], change)
  const others = previous.subjects.filter((other) => other !== known)
  const mine: PreviousSubject = { kind, sid, name, created: created || known?.created === true, fields }
  return { ...previous, subjects: [...others, mine] }
}

/** Setting it again keeps what was there before the first time, unless somebody else set it in between. */
const previousField = (known: PreviousSubject['fields'][string] | undefined, { from, to }: FieldChange) => ({
  before: known !== undefined && known.set === from ? known.before : from,
  set: to,
})

function readPrevious(path: string): PreviousSettings | null {
  let text: string
  try {
    text = readFileSync(path, 'utf8')
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return null
    throw error
  }
  const previous = PreviousSettings.safeParse(parseJson(text))
  if (previous.success) return previous.data
  throw new SetupError(`${path} cannot be read: it is not what setup wrote`)
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return null
  }
}

function write(path: string, previous: PreviousSettings): void {
  mkdirSync(dirname(path), { recursive: true, mode: 0o700 })
  const draft = `${path}.${process.pid}`
  writeFileSync(draft, `${JSON.stringify(previous, null, 2)}\n`, { mode: 0o600 })
  renameSync(draft, path)
}
