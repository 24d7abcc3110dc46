// Runs a background process:
//   node supervisor.mjs <socket> <grace period in ms> <restart | once> <command> [arguments]
//
// Both survive the coordinator that started them, so that a coordinator that is killed and started again finds its
// Redis and its callers. They do not live for ever. Each process that uses the background process keeps a
// connection to the socket; however that process ends, the system closes the connection. When there has been none
// for the grace period, or the last client has said `leave`, the background process ends, and then this supervisor.
//
// The first client says `ready <address>` once the background process answers. Each later client is told that address.
// A process that dies after it was ready is started again, if it is to be; one that never was is its client's matter.
import { spawn } from 'node:child_process'
import { rmSync } from 'node:fs'
import { createServer } from 'node:net'
import { createInterface } from 'node:readline'

/** The first client connects well within this, or was killed before it could. */
const FIRST_CLIENT_MS = 60_000
const KILL_AFTER_MS = 10_000
/** The pause before a restart. It doubles when the process dies again and again. */
const RESTART_AFTER_MS = { first: 250, longest: 10_000 }

const [socket = '', graceMs = '', policy = '', command = '', ...args] = process.argv.slice(2)
/** @type {Set<import('node:net').Socket>} */
const clients = new Set()
let address = ''
let ending = false
let restartAfterMs = RESTART_AFTER_MS.first
let child = start()
let graceTimer = setTimeout(end, FIRST_CLIENT_MS)

// The client that started this holds a lock, and no supervisor answered it here.
rmSync(socket, { force: true })
process.on('exit', () => rmSync(socket, { force: true }))
createServer(serve).listen(socket)

process.on('SIGTERM', end)
// A terminal sends these to all its processes. The clients decide when this one ends.
process.on('SIGINT', () => undefined)
process.on('SIGHUP', () => undefined)

/** @param {import('node:net').Socket} client */
function serve(client) {
  client.on('error', () => undefined)
  // No answer: when this process is gone the connection closes, and the client starts another supervisor.
  if (ending) return
  clients.add(client)
  clearTimeout(graceTimer)
  client.on('close', () => {
    if (clients.delete(client) && clients.size === 0) graceTimer = setTimeout(end, Number(graceMs))
  })
  createInterface(client).on('line', (line) => {
    if (line === 'leave') leave(client)
    else address = line.replace('ready ', '')
  })
  client.write(`${address}\n`)
}

/** @param {import('node:net').Socket} client */
function leave(client) {
  clients.delete(client)
  if (clients.size > 0) client.end()
  else end()
}

function start() {
  const startedAt = performance.now()
  const started = spawn(command, args, { stdio: 'inherit' })
  started.on('error', (error) => {
    process.stderr.write(`${command} did not start: ${error.message}\n`)
    process.exit(1)
  })
  started.on('exit', (code, signal) => {
    if (ending || policy !== 'restart' || address === '') process.exit(code ?? 1)
    process.stderr.write(`${command} ended (${signal ?? code}) and is started again\n`)
    if (performance.now() - startedAt > RESTART_AFTER_MS.longest) restartAfterMs = RESTART_AFTER_MS.first
    setTimeout(() => {
      if (!ending) child = start()
    }, restartAfterMs)
    restartAfterMs = Math.min(2 * restartAfterMs, RESTART_AFTER_MS.longest)
  })
  return started
}

function end() {
  ending = true
  if (child.exitCode !== null || child.signalCode !== null) process.exit()
  child.kill('SIGTERM')
  setTimeout(() => child.kill('SIGKILL'), KILL_AFTER_MS).unref()
}
