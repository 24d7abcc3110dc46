import { mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { z } from 'zod'
import type { TwilioField, TwilioFields } from './account.ts'
import { changesOf, type FieldChange, type SetupSubject } from './pointing.ts'
import { SetupError } from './setup-error.ts'

const KeptField = z.object({ before: z.string(), set: z.string() })
const KeptSubject = z.object({
  kind: z.enum(['number', 'app']),
  sid: z.string(),
  name: z.string(),
  /** By us: it is deleted, not put back. */
  created: z.boolean(),
  fields: z.record(z.string(), KeptField),
})
const KeptSettings = z.object({
  subjects: z.array(KeptSubject),
  /** API keys that we created. */
  keys: z.array(z.string()),
  /** Names that we put into the environment file. */
  names: z.array(z.string()),
})
export type KeptSubject = z.infer<typeof KeptSubject>
export type KeptSettings = z.infer<typeof KeptSettings>

/** What was there before us. Holds no secret. */
export interface SettingsKeeper {
  readonly path: string
  /** Null when nothing was kept. */
  read(): KeptSettings | null
  subject(subject: SetupSubject, created: boolean): void
  key(sid: string): void
  names(names: readonly string[]): void
  forget(): void
}

/** One file for each account, in DATA_DIR. */
export function settingsKeeper(dataDir: string, accountSid: string): SettingsKeeper {
  const path = join(dataDir, `before-setup-${accountSid}.json`)
  const read = () => readKept(path)
  const change = (how: (kept: KeptSettings) => KeptSettings) =>
    write(path, how(read() ?? { subjects: [], keys: [], names: [] }))
  return {
    path,
    read,
    subject: (subject, created) => change((kept) => withSubject(kept, subject, created)),
    key: (sid) => change((kept) => ({ ...kept, keys: [...new Set([...kept.keys, sid])] })),
    names: (names) => change((kept) => ({ ...kept, names: [...new Set([...kept.names, ...names])] })),
    forget: () => rmSync(path, { force: true }),
  }
}

/** What is to be set so that it is as before: only what is still as we set it. */
export function wayBack(
  kept: KeptSubject,
  current: TwilioFields,
): { wanted: TwilioFields; foreign: TwilioField[] } {
  const wanted: TwilioFields = {}
  const foreign: TwilioField[] = []
  for (const [name, { before, set }] of Object.entries(kept.fields)) {
    const field = name as TwilioField
    if (current[field] === set) wanted[field] = before
    else if (current[field] !== before) foreign.push(field)
  }
  return { wanted, foreign }
}

function withSubject(kept: KeptSettings, subject: SetupSubject, created: boolean): KeptSettings {
  const known = kept.subjects.find(({ sid }) => sid === subject.sid)
  const { kind, sid, name } = subject
  const fields = { ...known?.fields }
  for (const change of changesOf(subject)) fields[change.field] = keptField(fields[change.field], change)
  const others = kept.subjects.filter((other) => other !== known)
  const mine: KeptSubject = { kind, sid, name, created: created || known?.created === true, fields }
  return { ...kept, subjects: [...others, mine] }
}

/** Setting it again keeps what was there before the first time, unless somebody else set it in between. */
const keptField = (known: KeptSubject['fields'][string] | undefined, { from, to }: FieldChange) => ({
  before: known !== undefined && known.set === from ? known.before : from,
  set: to,
})

function readKept(path: string): KeptSettings | null {
  let text: string
  try {
    text = readFileSync(path, 'utf8')
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return null
    throw error
  }
  const kept = KeptSettings.safeParse(parseJson(text))
  if (kept.success) return kept.data
  throw new SetupError(`${path} cannot be read: it is not what setup wrote`)
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return null
  }
}

function write(path: string, kept: KeptSettings): void {
  mkdirSync(dirname(path), { recursive: true, mode: 0o700 })
  const draft = `${path}.${process.pid}`
  writeFileSync(draft, `${JSON.stringify(kept, null, 2)}\n`, { mode: 0o600 })
  renameSync(draft, path)
}
