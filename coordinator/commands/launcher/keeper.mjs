// Runs a companion process: node keeper.mjs <folder> <lease in ms> <once | revived> <command> [args]
//
// A companion outlives the coordinator that started it, so that a coordinator that is killed and
// started again finds its Redis and its callers where they were. It does not live for ever: each owner
// touches a file of its own in <folder>/leases every few seconds, and when none did for the time of
// a lease, the companion ends, and this keeper with it. One that is to be revived is started again when
// it dies after it was up; what never came up is left to the owner, who waits for it.
import { spawn } from 'node:child_process'
import { readdirSync, readFileSync, statSync } from 'node:fs'
import { join } from 'node:path'

const KILL_AFTER_MS = 10_000
/** A companion that dies again and again is started ever more seldom. */
const REVIVE_AFTER_MS = { first: 250, longest: 10_000 }

const [folder = '', leaseMs = '', fate = '', command = '', ...args] = process.argv.slice(2)
const leases = join(folder, 'leases')
let ending = false
let reviveAfterMs = REVIVE_AFTER_MS.first
let child = start()

function start() {
  const startedAt = performance.now()
  const started = spawn(command, args, { stdio: 'inherit' })
  started.on('error', (error) => {
    process.stderr.write(`${command} did not start: ${error.message}\n`)
    process.exit(1)
  })
  started.on('exit', (code, signal) => {
    if (ending || fate !== 'revived' || !wasUp()) process.exit(code ?? 1)
    process.stderr.write(`${command} ended (${signal ?? code}) and is started again\n`)
    if (performance.now() - startedAt > REVIVE_AFTER_MS.longest) reviveAfterMs = REVIVE_AFTER_MS.first
    setTimeout(() => {
      if (ending) process.exit(1)
      child = start()
    }, reviveAfterMs)
    reviveAfterMs = Math.min(2 * reviveAfterMs, REVIVE_AFTER_MS.longest)
  })
  return started
}

/** Its owner noted that it answered. */
function wasUp() {
  try {
    return JSON.parse(readFileSync(join(folder, 'running.json'), 'utf8')).keeper === process.pid
  } catch {
    return false
  }
}

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
  ending = true
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
