import { chmodSync, existsSync, lstatSync, readFileSync, statSync, symlinkSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { envFile } from '../../../coordinator/going-live/env-file.ts'
import { testFolder } from '../commands/folder.ts'

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

test('only its owner may read it, whatever it was before', () => {
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
