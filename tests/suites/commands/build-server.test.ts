import { execFile } from 'node:child_process'
import {
  cpSync,
  existsSync,
  mkdirSync,
  readdirSync,
  renameSync,
  symlinkSync,
  utimesSync,
  writeFileSync,
} from 'node:fs'
import { join, relative } from 'node:path'
import { promisify } from 'node:util'
import { expect, test } from 'vitest'
import { buildServer } from '../../../coordinator/commands/launcher/build-server.mjs'
import { filesIn } from '../../../coordinator/commands/launcher/hash-files.mjs'
import { ROOT } from '../../setup/child.ts'
import { copyLauncher, LAUNCHER, testFolder } from './folder.ts'

const BUILDING = 'Building the server...\n'

/** A checkout with a product of two files and a script, and everything installed. */
function checkout() {
  const root = testFolder()
  const put = (file: string, text: string) => writeFileSync(join(root, file), text)
  for (const folder of ['coordinator/commands', 'jobs', 'machines', 'migrations', 'tests/simulator'])
    mkdirSync(join(root, folder), { recursive: true })
  copyLauncher(root)
  for (const name of ['package.json', 'package-lock.json', 'tsconfig.base.json', 'tsconfig.build.json'])
    cpSync(join(ROOT, name), join(root, name))
  symlinkSync(join(ROOT, 'node_modules'), join(root, 'node_modules'))
  put('coordinator/script.lua', 'return 1')
  put('coordinator/word.ts', "export const word: string = 'one'\n")
  put(
    'coordinator/commands/start.ts',
    `import { readFileSync } from 'node:fs'
import { word } from '../word.ts'
const script = readFileSync(new URL('../script.lua', import.meta.url), 'utf8')
console.log(word, script, ...process.argv.slice(2))
`,
  )
  const run = (...args: string[]) =>
    promisify(execFile)(process.execPath, [LAUNCHER, 'coordinator/commands/start.ts', ...args], {
      cwd: root,
    })
  return { root, put, run, versions: () => readdirSync(join(root, 'dist')) }
}

test('the first start builds the server and says so; the next one has nothing to do', async () => {
  const { run } = checkout()
  expect(await run('two')).toEqual({ stdout: 'one return 1 two\n', stderr: BUILDING })
  expect(await run('two')).toEqual({ stdout: 'one return 1 two\n', stderr: '' })
})

test('a source that has changed builds another version; the old one is removed when nobody has started it for a week', async () => {
  const { root, put, run, versions } = checkout()
  await run()
  put('coordinator/script.lua', 'return 2')
  expect(await run()).toEqual({ stdout: 'one return 2\n', stderr: BUILDING })
  expect(versions()).toHaveLength(2)
  for (const version of versions()) utimesSync(join(root, 'dist', version), 0, 0)
  put('coordinator/word.ts', "export const word = 'three'\n")
  expect(await run()).toEqual({ stdout: 'three return 2\n', stderr: BUILDING })
  expect(versions()).toHaveLength(1)
})

test('several first starts at once all run what was built, and leave nothing half done', async () => {
  const { run, versions } = checkout()
  const runs = await Promise.all([run(), run(), run()])
  for (const { stdout } of runs) expect(stdout).toBe('one return 1\n')
  expect(versions()).toHaveLength(1)
})

test.runIf(process.platform === 'linux')('a build that belongs to another user runs as it is', async () => {
  const { root, run, versions } = checkout()
  await run()
  const [version = ''] = versions()
  renameSync(join(root, 'dist', version), join(root, 'built'))
  // No user may change a file time there.
  symlinkSync('/proc/self', join(root, 'dist', version))
  expect(buildServer(root)).toBe(join(root, 'dist', version))
})

test('where nothing may be written it says so', async () => {
  const { put, run } = checkout()
  put('dist', 'no folder')
  await expect(run()).rejects.toMatchObject({
    stdout: '',
    stderr: expect.stringMatching(/^Building the server...\nThe server could not be built: .+\n$/),
  })
})

test('what cannot be built says why, and nothing runs', async () => {
  const { put, run, versions } = checkout()
  put('coordinator/commands/start.ts', 'const = 1')
  const failed = await run().catch((error: unknown) => error)
  expect(failed).toMatchObject({ code: 1, stdout: '' })
  expect(String((failed as { stderr: string }).stderr)).toMatch(
    /^Building the server\.\.\.\nThe server could not be built: coordinator\/commands\/start\.ts/,
  )
  expect(versions()).toEqual([])
})

test('each file of the product is compiled or copied', () => {
  const folder = buildServer(ROOT) ?? ''
  const isNeeded = (name: string) => !/^(tsconfig\.json|README\.md|\..*)$/.test(name)
  const names = ['coordinator', 'jobs', 'machines', 'migrations', 'tests/simulator'].flatMap((source) =>
    filesIn(join(ROOT, source), isNeeded),
  )
  const built = names.map((name) => join(folder, relative(ROOT, name)).replace(/\.ts$/, '.js'))
  expect(built.filter((name) => !existsSync(name))).toEqual([])
})
