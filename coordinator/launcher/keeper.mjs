// Runs a companion process: node keeper.mjs <leases folder> <lease in ms> <command> [args]
//
// A companion outlives the coordinator that started it, so that a coordinator that is killed and
// started again finds its Redis and its callers where they were. It does not live for ever: each owner
// touches a file of its own in the leases folder every few seconds, and when none did for the time of
// a lease, the companion ends, and this keeper with it.
import { spawn } from 'node:child_process'
import { readdirSync, statSync } from 'node:fs'
import { join } from 'node:path'

const KILL_AFTER_MS = 10_000

const [leases = '', leaseMs = '', command = '', ...args] = process.argv.slice(2)
const child = spawn(command, args, { stdio: 'inherit' })

child.on('error', (error) => {
  process.stderr.write(`${command} did not start: ${error.message}\n`)
  process.exit(1)
})
child.on('exit', (code) => process.exit(code ?? 1))
process.on('SIGTERM', end)
// These reach the whole terminal, and are meant for the owner, who will tell us.
process.on('SIGINT', () => undefined)
process.on('SIGHUP', () => undefined)

/** @type {number} */
let renewal = 0
// Counted on a clock that stands still while the machine sleeps: nobody can renew a lease then.
let renewedAt = performance.now()
setInterval(() => {
  const last = newest()
  if (last !== renewal) {
    renewal = last
    renewedAt = performance.now()
  } else if (performance.now() - renewedAt > Number(leaseMs)) end()
}, Number(leaseMs) / 10)

function end() {
  child.kill('SIGTERM')
  setTimeout(() => child.kill('SIGKILL'), KILL_AFTER_MS).unref()
}

/** When a lease was last renewed, in ms since the epoch; 0 when there is none. */
function newest() {
  try {
    return Math.max(0, ...readdirSync(leases).map((file) => statSync(join(leases, file)).mtimeMs))
  } catch {
    // A lease was given up between the two looks, or the whole folder is gone: nobody renewed just now.
    return renewal
  }
}
