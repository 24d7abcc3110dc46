import { buildConsole } from '../../coordinator/commands/launcher/build-console.ts'
import { buildServer } from '../../coordinator/commands/launcher/build-server.mjs'
import { findOrInstallRedisServer } from '../../coordinator/commands/launcher/redis-server.ts'
import { ROOT, runNode } from './child.ts'
import { findOrInstallChromium, tryToInstallHeadlessShell } from './chromium.ts'
import { findOrInstallFirefox } from './firefox.ts'
import { findOrInstallNginx } from './nginx.ts'
import { findOrInstallSoundServer } from './sound-server.ts'

/**
 * `npm test`: gets what the suites need, then runs them. `--full` runs the long ones at full length, one after the
 * other, so that none takes time from another. Other arguments go to vitest.
 */
const FULL = '--full'
const given = process.argv.slice(2)
const isFull = given.includes(FULL)
if (isFull) process.env.FAULTS = 'full'

try {
  findOrInstallRedisServer()
  findOrInstallChromium()
  tryToInstallHeadlessShell()
  findOrInstallFirefox()
  findOrInstallSoundServer()
  findOrInstallNginx()
  // What a suite starts is there by then: its limits are for starting, not for building.
  await buildConsole()
  buildServer(ROOT)
  const names = given.filter((name) => name !== FULL)
  const oneByOne = isFull ? ['--no-file-parallelism'] : []
  process.exitCode = await runNode(['node_modules/vitest/vitest.mjs', 'run', ...oneByOne, ...names])
} catch (error) {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`)
  process.exitCode = 1
}
