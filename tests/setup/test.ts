import { ensureConsole } from '../../coordinator/launcher/build-console.ts'
import { ensureRedisServer } from '../../coordinator/launcher/redis-server.ts'
import { runNode } from './child.ts'
import { ensureChromium } from './chromium.ts'

/** `npm test`: gets what the suites need, then runs them. Arguments go to vitest. */
try {
  ensureRedisServer()
  ensureChromium()
  await ensureConsole()
  process.exitCode = await runNode(['node_modules/vitest/vitest.mjs', 'run', ...process.argv.slice(2)])
} catch (error) {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`)
  process.exitCode = 1
}
