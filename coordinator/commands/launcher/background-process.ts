import { type ChildProcess, spawn } from 'node:child_process'
import { closeSync, existsSync, mkdirSync, openSync, readFileSync, renameSync } from 'node:fs'
import { connect, type Socket } from 'node:net'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { setTimeout as pause } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import { isRunning } from './file-lock.mjs'
import { privateFolderFor } from './private-folder.ts'
import { withFileLock } from './with-file-lock.ts'

/** How to start, find and end a process that survives the one that started it (see supervisor.mjs). */
export interface BackgroundProcessSpec {
  /** Subject of sentences: `The embedded Redis`. */
  name: string
  /** Holds its output and its lock. One background process per folder. */
  folder: string
  command: string
  args: readonly string[]
  env?: NodeJS.ProcessEnv
  /** Fixed, or read from its output. Null while the output does not say it. */
  addressIn(output: string): string | null
  /** Whether the process answers at the address and is the right one. */
  answers(address: string): Promise<boolean>
  /** Ends a process that still runs although its supervisor was killed. */
  endOrphan?(): Promise<void>
  startTimeoutMs: number
  /** Whether it is started again when it dies. Its address must be fixed then. */
  restart: boolean
}

export interface BackgroundProcess {
  address: string
  /** Whether it ran already. */
  reused: boolean
  /** Ends the background process, unless another process uses it too. May be called twice. */
  stop(): Promise<void>
}

const GRACE_MS = 60_000
const STOP_TIMEOUT_MS = 8_000
const POLL_MS = 15
const SUPERVISOR = fileURLToPath(new URL('supervisor.mjs', import.meta.url))

/**
 * Uses the background process of this folder; starts it if it does not run. Several processes may do so at the
 * same time: one of them starts it.
 * @param graceMs how long it runs on when every process that used it was killed
 * @throws {Error} with the end of its output when it does not answer in time
 */
export async function findOrStartBackgroundProcess(
  spec: BackgroundProcessSpec,
  graceMs = GRACE_MS,
): Promise<BackgroundProcess> {
  mkdirSync(spec.folder, { recursive: true, mode: 0o700 })
  const lock = join(spec.folder, 'lock')
  const { supervisor, address, reused } = await withFileLock(lock, () => connectOrStart(spec, graceMs))
  let stopped: Promise<void> | null = null
  const stop = () => {
    stopped ??= withFileLock(lock, () => leave(supervisor))
    return stopped
  }
  return { address, reused, stop }
}

/** A connection to the supervisor. */
interface Supervisor {
  connection: Socket
  /** Empty until the background process has answered for the first time. */
  address: string
}

async function connectOrStart(spec: BackgroundProcessSpec, graceMs: number) {
  const socket = join(privateFolderFor(spec.folder), 'supervisor.sock')
  const log = join(spec.folder, 'output.log')
  let supervisor = await connectTo(socket)
  let started: ChildProcess | null = null
  if (supervisor === null) {
    await refuseBesideOldVersion(spec)
    await spec.endOrphan?.()
    started = startSupervisor(spec, graceMs, socket, log)
  }
  const deadline = performance.now() + spec.startTimeoutMs
  const hasEnded = () => supervisor?.connection.closed ?? (started !== null && !isRunning(started.pid ?? 0))
  while (!hasEnded() && performance.now() < deadline) {
    supervisor ??= await connectTo(socket)
    const known = supervisor?.address || null
    const address = known ?? spec.addressIn(readFileSync(log, 'utf8'))
    if (supervisor !== null && address !== null && (await spec.answers(address))) {
      supervisor.connection.write(`ready ${address}\n`)
      supervisor.connection.unref()
      return { supervisor, address, reused: known !== null }
    }
    await pause(POLL_MS)
  }
  const reason = hasEnded() ? 'ended at once' : `did not answer within ${spec.startTimeoutMs / 1000} s`
  if (supervisor !== null) await leave(supervisor)
  const lines = readFileSync(log, 'utf8').trim().split('\n').slice(-15).join('\n')
  throw new Error(`${spec.name} ${reason}. Its output, ${log}, ends:\n${lines}`)
}

/** Older versions have no socket and note their supervisor in this file. It would restart what is ended here. */
async function refuseBesideOldVersion({ name, folder, answers }: BackgroundProcessSpec): Promise<void> {
  const file = join(folder, 'running.json')
  const text = existsSync(file) ? readFileSync(file, 'utf8') : ''
  const supervisor = Number(/"keeper":(\d+)/.exec(text)?.[1])
  const address = /"address":"(.+?)"/.exec(text)?.[1] ?? ''
  if (isRunning(supervisor) && (await answers(address)))
    throw new Error(`${name} was started here by an older version and still runs: stop that version first`)
}

/** @returns null when there is no supervisor; when the one that is there is ending, null after its end */
function connectTo(socket: string): Promise<Supervisor | null> {
  return new Promise((resolve) => {
    const connection = connect(socket)
    connection.on('error', () => undefined).on('close', () => resolve(null))
    createInterface(connection)
      .on('error', () => undefined)
      .once('line', (address) => resolve({ connection, address }))
  })
}

/** In a process group of its own and with files for its output, so that it does not end with this process. */
function startSupervisor(
  { restart, command, args, env }: BackgroundProcessSpec,
  graceMs: number,
  socket: string,
  log: string,
): ChildProcess {
  if (existsSync(log)) renameSync(log, `${log}.1`)
  const output = openSync(log, 'w', 0o600)
  const policy = restart ? 'restart' : 'once'
  const child = spawn(process.execPath, [SUPERVISOR, socket, String(graceMs), policy, command, ...args], {
    detached: true,
    stdio: ['ignore', output, output],
    env: { ...process.env, ...env },
  })
  closeSync(output)
  child.on('error', () => undefined).unref()
  return child
}

/** The supervisor closes the connection: at once when it has other clients, otherwise when everything has ended. */
async function leave({ connection }: Supervisor): Promise<void> {
  if (connection.closed) return
  const closed = new Promise((resolve) => connection.once('close', resolve))
  connection.ref().write('leave\n')
  await Promise.race([closed, pause(STOP_TIMEOUT_MS)])
}
