import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test, vi } from 'vitest'
import { buildConsole } from '../../../coordinator/commands/launcher/build-console.ts'
import { testFolder } from './folder.ts'

function smallConsole() {
  const root = testFolder()
  for (const folder of ['web', 'machines', 'coordinator/protocol'])
    mkdirSync(join(root, folder), { recursive: true })
  const put = (file: string, text: string) => writeFileSync(join(root, file), text)
  put('package-lock.json', '{}')
  put('machines/greeting.ts', 'export const greeting: string = "good morning"\n')
  put('web/main.ts', 'import { greeting } from "../machines/greeting.ts"\ndocument.title = greeting\n')
  put('web/index.html', '<script type="module" src="./main.ts"></script>\n')
  return { root, put }
}

test('it is built when a source has changed, and only then', async () => {
  const { root, put } = smallConsole()
  const notice = vi.fn()
  const [folder] = await Promise.all([buildConsole(root, notice), buildConsole(root, notice)])
  expect(existsSync(join(folder, 'index.html'))).toBe(true)
  await buildConsole(root, notice)
  put('machines/greeting.ts', 'export const greeting: string = "good morning"\n')
  await buildConsole(root, notice)
  expect(notice).toHaveBeenCalledTimes(1)

  put('machines/greeting.ts', 'export const greeting: string = "good evening"\n')
  await buildConsole(root, notice)
  expect(notice).toHaveBeenCalledTimes(2)
  const script = /src="(.+?\.js)"/.exec(readFileSync(join(folder, 'index.html'), 'utf8'))?.[1] ?? ''
  expect(readFileSync(join(folder, script), 'utf8')).toContain('good evening')
})

test('a build that fails says why, and is tried again', async () => {
  const { root, put } = smallConsole()
  put('web/main.ts', 'import "./missing.ts"\n')
  await expect(buildConsole(root, vi.fn())).rejects.toThrow(/could not be built.*missing\.ts/s)
  put('web/main.ts', 'document.title = "here"\n')
  expect(existsSync(join(await buildConsole(root, vi.fn()), 'index.html'))).toBe(true)
})
