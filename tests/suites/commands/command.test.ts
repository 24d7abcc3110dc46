import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { text } from 'node:stream/consumers'
import { expect, test } from 'vitest'
import { ROOT } from '../../setup/child.ts'
import { testFolder } from './folder.ts'

const COMMANDS = join(ROOT, 'coordinator', 'commands')

function start(entry: string, ...args: string[]) {
  const child = spawn(process.execPath, ['--import', 'tsx', entry, ...args], {
    cwd: ROOT,
    env: { ...process.env, DATA_DIR: testFolder() },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  const result = Promise.all([once(child, 'exit'), text(child.stdout), text(child.stderr)])
  return { child, result: result.then(([[status], stdout, stderr]) => ({ status, stdout, stderr })) }
}

/** A command whose `main` is this code. It may use `shutdown`. */
function commandWith(main: string, run = 'runCommand') {
  const file = join(testFolder(), 'command.mts')
  writeFileSync(
    file,
    `import { ${run}, noArguments } from '${COMMANDS}/command.ts'
import { SettingsError } from '${ROOT}/coordinator/settings.ts'
await ${run}({ usage: 'usage: try', parse: noArguments, async main(_, shutdown) { ${main} } })
`,
  )
  return file
}

test.each([
  'agents',
  'backup',
  'dev',
  'doctor',
  'migrate',
  'reconcile',
  'restore',
  'setup',
  'start',
  'worker',
])('%s refuses an argument that it does not know, shows its usage, and does nothing', async (name) => {
  const { status, stdout, stderr } = await start(join(COMMANDS, `${name}.ts`), '--nonsense').result
  expect({ status, stdout }).toEqual({ status: 2, stdout: '' })
  expect(stderr).toMatch(/^Unknown option '--nonsense'.*\nusage: npm (run )?[a-z:]+/)
})

test('--help shows the usage as the answer', async () => {
  const { result } = start(commandWith('throw new Error("never")'), '--help')
  expect(await result).toEqual({ status: 0, stdout: 'usage: try\n', stderr: '' })
})

test.each([
  ['return 3', 3, ''],
  ['throw new SettingsError(["A: bad", "B: bad"])', 1, 'A: bad\nB: bad\n'],
  ['throw new Error("It failed", { cause: new Error("no disk") })', 1, 'It failed: no disk\n'],
  ['throw new Error("It failed: no disk", { cause: new Error("no disk") })', 1, 'It failed: no disk\n'],
])('%s', async (main, status, stderr) => {
  expect(await start(commandWith(main)).result).toEqual({ status, stdout: '', stderr })
})

test('what was opened is closed in the reverse order, also after a failure', async () => {
  const { result } = start(
    commandWith(`
      shutdown.add('The first', () => console.log('first'))
      shutdown.add('The second', () => { throw new Error('it is stuck') })
      throw new Error('It failed')`),
  )
  expect(await result).toEqual({
    status: 1,
    stdout: 'first\n',
    stderr: 'It failed\nThe second did not close: it is stuck\n',
  })
})

test.each([
  ['runService', 'return undefined', 0],
  ['runCommand', 'await new Promise(() => undefined)', 143],
])('a signal ends what %s runs in order', async (run, rest, status) => {
  const main = `
    setInterval(() => undefined, 1000)
    shutdown.add('The work', () => console.log('closed'))
    console.log('up')
    ${rest}`
  const { child, result } = start(commandWith(main, run))
  await once(child.stdout, 'data')
  child.kill('SIGTERM')
  expect(await result).toMatchObject({ status, stderr: '' })
})
