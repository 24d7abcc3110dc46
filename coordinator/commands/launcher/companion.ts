import { type ChildProcess, spawn } from 'node:child_process'
import { closeSync, mkdirSync, openSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import { z } from 'zod'
import { holdLease, isAlive } from './lease.ts'
import { withFileLock } from './lock.ts'

/** How to start, find again and end a process that is to outlive this one (see keeper.mjs). */
export interface CompanionRecipe {
  /** As a person would call it. */
  name: string
  /** Holds its log, its leases and what we remember of it. One companion per folder. */
  folder: string
  command: string
  args: readonly string[]
  env?: NodeJS.ProcessEnv
  /** Where it may be once it runs: fixed, or read from its output. Null while it has not said. */
  addressIn(output: string): string | null
  /** Whether it answers there, and is what we think it is. */
  answers(address: string): Promise<boolean>
  /** Ends one that answers though its keeper is dead: nothing else would ever end it. */
  endOrphan?(address: string): Promise<void>
  startTimeoutMs: number
  /** Whether it is started again when it dies. Only for one whose address is always the same. */
  revived?: boolean
}

export interface Companion {
  address: string
  /** Whether it ran already, for an owner before us. */
  reused: boolean
  /** Gives up our lease, and ends the companion unless another process has one. May be called twice. */
  stop(): Promise<void>
}

const LEASE_MS = 60_000
const STOP_TIMEOUT_MS = 8_000
const KEEPER = fileURLToPath(new URL('keeper.mjs', import.meta.url))

const Remembered = z.object({ keeper: z.number().int().positive(), address: z.string() })
type Remembered = z.infer<typeof Remembered>

/**
 * The companion that runs for this folder, or a new one.
 * @throws {Error} with the end of its log when it does not come up in time.
 */
export async function keepCompanion(recipe: CompanionRecipe, leaseMs = LEASE_MS): Promise<Companion> {
  const { folder } = recipe
  mkdirSync(folder, { recursive: true, mode: 0o700 })
  const lockFile = join(folder, 'lock')
  const lease = holdLease(join(folder, 'leases'), leaseMs)
  try {
    const { found, reused } = await withFileLock(lockFile, async () => {
      const running = await runningIn(recipe)
      return running
        ? { found: running, reused: true }
        : { found: await launch(recipe, leaseMs), reused: false }
    })
    let stopped: Promise<void> | null = null
    const giveUp = () => withFileLock(lockFile, async () => (lease.release() ? undefined : end(found.keeper)))
    const stop = () => {
      stopped ??= giveUp()
      return stopped
    }
    return { address: found.address, reused, stop }
  } catch (error) {
    lease.release()
    throw error
  }
}

async function runningIn(recipe: CompanionRecipe): Promise<Remembered | null> {
  const known = recall(recipe.folder)
  if (known === null || !(await recipe.answers(known.address))) return null
  if (isAlive(known.keeper)) return known
  await recipe.endOrphan?.(known.address)
  return null
}

async function launch(recipe: CompanionRecipe, leaseMs: number): Promise<Remembered> {
  const log = join(recipe.folder, 'output.log')
  const keeper = spawnKeeper(recipe, leaseMs, log)
  const { pid } = keeper
  if (pid === undefined) throw new Error(`${recipe.name} could not be started`)
  const deadline = performance.now() + recipe.startTimeoutMs
  while (keeper.exitCode === null && performance.now() < deadline) {
    const address = recipe.addressIn(readFileSync(log, 'utf8'))
    if (address !== null && (await recipe.answers(address))) {
      const found = { keeper: pid, address }
      writeFileSync(join(recipe.folder, 'running.json'), JSON.stringify(found), { mode: 0o600 })
      return found
    }
    await pause(15)
  }
  const ended = keeper.exitCode !== null
  if (!ended) await end(pid)
  const lines = readFileSync(log, 'utf8').trim().split('\n').slice(-15).join('\n')
  const seconds = recipe.startTimeoutMs / 1000
  throw new Error(
    `${recipe.name} ${ended ? 'ended at once' : `did not answer within ${seconds} s`}. Its log, ${log}, ends:\n${lines}`,
  )
}

/** In a process group of its own, with files for output: nothing of ours can take it along. */
function spawnKeeper(recipe: CompanionRecipe, leaseMs: number, log: string): ChildProcess {
  rmSync(`${log}.1`, { force: true })
  try {
    renameSync(log, `${log}.1`)
  } catch {
    // The first time there is no log to keep.
  }
  const output = openSync(log, 'w', 0o600)
  const fate = recipe.revived ? 'revived' : 'once'
  const args = [KEEPER, recipe.folder, String(leaseMs), fate, recipe.command, ...recipe.args]
  const keeper = spawn(process.execPath, args, {
    detached: true,
    stdio: ['ignore', output, output],
    env: { ...process.env, ...recipe.env },
  })
  closeSync(output)
  keeper.on('error', () => undefined).unref()
  return keeper
}

async function end(keeper: number): Promise<void> {
  if (!isAlive(keeper)) return
  process.kill(keeper, 'SIGTERM')
  const deadline = performance.now() + STOP_TIMEOUT_MS
  while (isAlive(keeper) && performance.now() < deadline) await pause(10)
}

function recall(folder: string): Remembered | null {
  try {
    return Remembered.parse(JSON.parse(readFileSync(join(folder, 'running.json'), 'utf8')))
  } catch {
    // Never started here, or the machine lost power while it was written: then start anew.
    return null
  }
}
