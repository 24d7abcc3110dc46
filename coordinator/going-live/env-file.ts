import { chmodSync, existsSync, readFileSync, realpathSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { parseEnv } from 'node:util'
import { textOf } from '../settings/text-of.mjs'
import { SetupError } from './setup-error.ts'

export type Values = Readonly<Record<string, string | undefined>>

/** A file of `NAME=value` lines that every command of a deployment reads. Only we, its owner, may read it. */
export interface EnvFile {
  readonly path: string
  read(): Values
  /** Sets these and leaves every other line as it is. */
  set(values: Readonly<Record<string, string>>): void
  /** Takes these out; a file that held nothing else goes with them. */
  remove(names: readonly string[]): void
}

const OWNER_ONLY = 0o600

/** @throws {SetupError} from `set` and `remove` when another line would be read otherwise than before. */
export function envFile(path: string): EnvFile {
  function textNow(): string {
    const text = existsSync(path) ? textOf(readFileSync(path)) : ''
    if (text === null)
      throw new SetupError(`${path} is not text in UTF-8. Nothing was written; save it as UTF-8.`)
    return text
  }

  function replace(before: string, after: string, touched: ReadonlySet<string>): void {
    if (!sameApartFrom(parseEnv(before), parseEnv(after), touched))
      throw new SetupError(
        `${path} has lines that cannot be kept apart. Nothing was written; edit it by hand.`,
      )
    // A file that is a link stays one.
    const target = existsSync(path) ? realpathSync(path) : path
    const draft = `${target}.${process.pid}`
    writeFileSync(draft, after, { mode: OWNER_ONLY })
    chmodSync(draft, OWNER_ONLY)
    renameSync(draft, target)
  }

  return {
    path,
    read: () => parseEnv(textNow()),
    set(values) {
      const before = textNow()
      const after = Object.entries(values).reduce(
        (text, [name, value]) => withLine(text, name, value),
        before,
      )
      replace(before, after, new Set(Object.keys(values)))
    },
    remove(names) {
      if (!existsSync(path)) return
      const before = textNow()
      const after = names.reduce((text, name) => text.replace(lineOf(name), ''), before)
      if (after.trim() === '') return rmSync(path)
      replace(before, after, new Set(names))
    },
  }
}

/** Every line that sets this name. A copied file may say it twice. */
const lineOf = (name: string) => new RegExp(`^[ \\t]*(?:export[ \\t]+)?${name}[ \\t]*=.*(?:\\r?\\n|$)`, 'gm')

function withLine(text: string, name: string, value: string): string {
  const line = `${name}=${quoted(value)}\n`
  if (lineOf(name).test(text)) return text.replace(lineOf(name), () => line)
  return `${text}${text === '' || text.endsWith('\n') ? '' : '\n'}${line}`
}

/** Bare where that is possible: not everything that reads such files knows quotes. */
function quoted(value: string): string {
  if (/^[\w@%+=:,./~-]*$/.test(value)) return value
  const quote = ["'", '"', '`'].find((mark) => !value.includes(mark))
  if (quote === undefined || value.includes('\n'))
    throw new SetupError('A value cannot be written on one line')
  return `${quote}${value}${quote}`
}

function sameApartFrom(before: Values, after: Values, touched: ReadonlySet<string>): boolean {
  const names = new Set([...Object.keys(before), ...Object.keys(after)])
  return [...names].every((name) => touched.has(name) || before[name] === after[name])
}
