import { spawnSync } from 'node:child_process'
import { chmodSync, existsSync, lstatSync, readFileSync, statSync, symlinkSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { envFile } from '../../../coordinator/going-live/env-file.ts'
import { textOf } from '../../../coordinator/settings/text-of.mjs'
import { testFolder } from '../commands/folder.ts'

const RUN = join(import.meta.dirname, '../../../coordinator/commands/launcher/run.mjs')

function fileWith(text?: string) {
  const path = join(testFolder(), '.env')
  if (text !== undefined) writeFileSync(path, text)
  return { path, file: envFile(path), text: () => readFileSync(path, 'utf8') }
}

test('names are added at the end, or set where they stand; every other line stays as it is', () => {
  const { file, text } = fileWith('# mine\r\nA=1 # one\n\nexport B = old\nB=older\nC="two\nlines"')
  file.set({ B: 'new', D: 'it#s' })
  expect(text()).toBe('# mine\r\nA=1 # one\n\nB=new\nB=new\nC="two\nlines"\nD=\'it#s\'\n')
  expect(file.read()).toEqual({ A: '1', B: 'new', C: 'two\nlines', D: 'it#s' })
})

test('only its owner may read it, also when others could before', () => {
  const { path, file } = fileWith('A=1\n')
  chmodSync(path, 0o644)
  file.set({ B: '2' })
  expect(statSync(path).mode & 0o777).toBe(0o600)
})

test('a link stays a link', () => {
  const folder = testFolder()
  writeFileSync(join(folder, 'shared.env'), 'A=1\n')
  symlinkSync(join(folder, 'shared.env'), join(folder, '.env'))
  envFile(join(folder, '.env')).set({ B: '2' })
  expect(lstatSync(join(folder, '.env')).isSymbolicLink()).toBe(true)
  expect(readFileSync(join(folder, 'shared.env'), 'utf8')).toBe('A=1\nB=2\n')
})

test('a name inside another value is not touched: nothing is written then', () => {
  const before = 'NOTE="first\nTOKEN=not mine\nlast"\n'
  const { file, text } = fileWith(before)
  expect(() => file.set({ TOKEN: 'mine' })).toThrow('Nothing was written')
  expect(text()).toBe(before)
})

test('a file that held nothing but what is taken out goes with it', () => {
  const { path, file } = fileWith()
  file.set({ A: '1', B: '2' })
  file.remove(['A'])
  expect(file.read()).toEqual({ B: '2' })
  file.remove(['B'])
  expect(existsSync(path)).toBe(false)
  file.remove(['B'])
})

const MARKED = [
  ['UTF-8 with a byte order mark', Buffer.from('\ufeffA=1\r\nB=Zoë\r\n')],
  ['UTF-16, little endian', Buffer.from('\ufeffA=1\r\nB=Zoë\r\n', 'utf16le')],
  ['UTF-16, big endian', Buffer.from('\ufeffA=1\r\nB=Zoë\r\n', 'utf16le').swap16()],
] as const

test.each(MARKED)('a file in %s is read as it looks', (_, bytes) => {
  const { path, file } = fileWith()
  writeFileSync(path, bytes)
  expect(file.read()).toEqual({ A: '1', B: 'Zoë' })
  expect(textOf(bytes)).toBe('A=1\r\nB=Zoë\r\n')
})

test('a file that is no text is refused, and stays as it is', () => {
  const { path, file } = fileWith()
  const bytes = Buffer.from('A=1\n', 'utf16le')
  writeFileSync(path, bytes)
  expect(() => file.set({ B: '2' })).toThrow('is not text in UTF-8')
  expect(readFileSync(path)).toEqual(bytes)
  expect(textOf(Buffer.from([0x41, 0xe9, 0x0a]))).toBeNull()
})

test('the commands of a deployment read it so too, and name a file that they cannot read', () => {
  const folder = testFolder()
  const entry = join(folder, 'entry.ts')
  writeFileSync(entry, 'console.log(JSON.stringify([process.env.FIRST, process.env.SECOND]))')
  const run = (bytes: Buffer) => {
    writeFileSync(join(folder, '.env'), bytes)
    const env = { ...process.env, SECOND: 'kept' }
    return spawnSync(process.execPath, [RUN, '--env', entry], { cwd: folder, env, encoding: 'utf8' })
  }
  for (const text of ['\ufeffFIRST=1\nSECOND=2\n', 'FIRST=1\n'])
    expect(run(Buffer.from(text)).stdout).toBe('["1","kept"]\n')
  const refused = run(Buffer.from('FIRST=1\n', 'utf16le'))
  expect([refused.status, refused.stdout]).toEqual([1, ''])
  expect(refused.stderr).toMatch(/^\.env is not text in UTF-8.*\n$/)
})
