import { ensureConsole } from '../../coordinator/launcher/build-console.ts'
import { ensureRedisServer } from '../../coordinator/launcher/redis-server.ts'
import { runNode } from './child.ts'
import { ensureChromium } from './chromium.ts'

/**
 * `npm test`: gets what the suites need, then runs them. `--full` runs the long ones at full length.
 * Other arguments go to vitest.
 */
const FULL = '--full'
const given = process.argv.slice(2)
if (given.includes(FULL)) process.env.FAULTS = 'full'

try {
  ensureRedisServer()
  ensureChromium()
  await ensureConsole()
  const names = given.filter((name) => name !== FULL)
  process.exitCode = await runNode(['node_modules/vitest/vitest.mjs', 'run', ...names])
} catch (error) {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`)
  process.exitCode = 1
}
