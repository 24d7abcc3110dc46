import { spawn, spawnSync } from 'node:child_process'
import { once } from 'node:events'
import { chmodSync, existsSync, mkdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { text } from 'node:stream/consumers'
import { expect, test } from 'vitest'
import { ROOT } from '../../setup/child.ts'
import { copyLauncher, LAUNCHER, testFolder } from './folder.ts'

const LOCK = {
  packages: { '': {}, 'node_modules/a': { version: '1.0.0' }, 'node_modules/b': { version: '1.0.0' } },
}

/** A checkout with nothing installed, and an npm that installs what `npm ci` would, and notes that it ran. */
function checkout({ npm = INSTALLS } = {}) {
  const root = testFolder()
  mkdirSync(join(root, 'bin'))
  copyLauncher(root)
  const put = (file: string, content: unknown) => writeFileSync(join(root, file), JSON.stringify(content))
  put('package.json', { type: 'module' })
  put('package-lock.json', LOCK)
  writeFileSync(
    join(root, 'entry.ts'),
    'enum Kind { Entry }\nconsole.log(Kind[0], ...process.argv.slice(2))\n',
  )
  writeFileSync(join(root, 'bin', 'npm'), npm)
  chmodSync(join(root, 'bin', 'npm'), 0o755)
  const env = { PATH: `${join(root, 'bin')}:${process.env.PATH}`, MODULES: join(ROOT, 'node_modules') }
  const command = (args: string[]) => [join(root, LAUNCHER), ...args]
  const run = (...args: string[]) => {
    const options = { cwd: root, env, encoding: 'utf8' } as const
    const { stdout, stderr, status } = spawnSync(process.execPath, command(args), options)
    return { stdout, stderr, status }
  }
  /** As `run`, beside others. */
  const start = async (...args: string[]) => {
    const child = spawn(process.execPath, command(args), { cwd: root, env })
    const [stdout, stderr, [status]] = await Promise.all([
      text(child.stdout),
      text(child.stderr),
      once(child, 'exit'),
    ])
    return { stdout, stderr, status }
  }
  return { root, put, run, start }
}

/** Of a process that is over. */
const deadPid = () => spawnSync(process.execPath, ['-e', '']).pid

const INSTALLS = `#!/bin/sh
mkdir -p node_modules
for module in tsx esbuild get-tsconfig resolve-pkg-maps @esbuild; do ln -sfn "$MODULES/$module" "node_modules/$module"; done
cp package-lock.json node_modules/.package-lock.json
`
/** Like npm, it removes what is there first, and takes its time. */
const SLOWLY = `${INSTALLS.replace('mkdir', 'rm -rf node_modules; echo one >> installs; mkdir').replace('cp ', 'sleep 0.5\ncp ')}`
const WAITED = 'Another process installs the node modules: waiting for it...\n'
const INSTALLED = 'Installing the node modules that package-lock.json names (npm ci)...\n'
const done = (said: string) => ({ stdout: 'Entry one two\n', stderr: said, status: 0 })

test('the first run installs the modules and says so; the next one has nothing to do', () => {
  const { run } = checkout()
  expect(run('entry.ts', 'one', 'two')).toEqual(done(INSTALLED))
  expect(run('entry.ts', 'one', 'two')).toEqual(done(''))
})

test('a lockfile that names another version installs again; one that was only touched does not', () => {
  const { put, run } = checkout()
  run('entry.ts')
  put('package-lock.json', LOCK)
  expect(run('entry.ts', 'one', 'two')).toEqual(done(''))
  put('package-lock.json', { packages: { ...LOCK.packages, 'node_modules/b': { version: '1.0.1' } } })
  expect(run('entry.ts', 'one', 'two')).toEqual(done(INSTALLED))
})

test('several runs at once install once, and each waits until it is done', async () => {
  const { root, start } = checkout({ npm: SLOWLY })
  const runs = await Promise.all([
    start('entry.ts', 'one', 'two'),
    start('entry.ts', 'one', 'two'),
    start('entry.ts', 'one', 'two'),
  ])
  for (const { stdout, status } of runs)
    expect({ stdout, status }).toEqual({ stdout: 'Entry one two\n', status: 0 })
  expect(runs.map(({ stderr }) => stderr).sort()).toEqual([WAITED, WAITED, INSTALLED])
  expect(readFileSync(join(root, 'installs'), 'utf8')).toBe('one\n')
  expect(existsSync(join(root, '.npm-ci.lock'))).toBe(false)
})

test('the lock of a run that died is taken over', () => {
  const { root, run } = checkout()
  writeFileSync(join(root, '.npm-ci.lock'), String(deadPid()))
  expect(run('entry.ts', 'one', 'two')).toEqual(done(INSTALLED))
  writeFileSync(join(root, '.npm-ci.lock'), String(deadPid()))
  expect(run('entry.ts', 'one', 'two')).toEqual(done(''))
})

test('packages for other platforms need not be there', () => {
  const { put, root, run } = checkout()
  run('entry.ts')
  put('package-lock.json', {
    packages: { ...LOCK.packages, 'node_modules/c': { version: '1.0.0', optional: true } },
  })
  symlinkSync('/nowhere', join(root, 'node_modules', 'c'))
  expect(run('entry.ts', 'one', 'two')).toEqual(done(''))
})

test('when npm fails, its words are shown and nothing is run', () => {
  const { run } = checkout({ npm: '#!/bin/sh\necho no network >&2\nexit 1\n' })
  const { stdout, stderr, status } = run('entry.ts')
  expect({ stdout, status }).toEqual({ stdout: '', status: 1 })
  expect(stderr).toBe(`${INSTALLED}The node modules could not be installed: no network\n`)
})

test('a signal to npm reaches the coordinator: no shell stays between the two', () => {
  const { scripts } = JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8'))
  for (const script of Object.values(scripts)) {
    expect(script).toMatch(/^exec node coordinator\/commands\/launcher\/run\.mjs /)
  }
})
