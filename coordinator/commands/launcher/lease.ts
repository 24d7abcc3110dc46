import { mkdirSync, readdirSync, rmSync, statSync, utimesSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'

export interface Lease {
  /** Gives it up. @returns whether another live process holds one. */
  release(): boolean
}

/**
 * One file per owner, named by its process id and touched while the owner lives. As long as one of them
 * is fresh, the keeper keeps its companion.
 */
export function holdLease(folder: string, leaseMs: number): Lease {
  mkdirSync(folder, { recursive: true, mode: 0o700 })
  const file = join(folder, String(process.pid))
  const renew = () => {
    const now = new Date()
    try {
      utimesSync(file, now, now)
    } catch {
      mkdirSync(folder, { recursive: true, mode: 0o700 })
      writeFileSync(file, '')
    }
  }
  writeFileSync(file, '')
  const renewing = setInterval(renew, leaseMs / 12).unref()
  return {
    release() {
      clearInterval(renewing)
      rmSync(file, { force: true })
      return othersIn(folder, leaseMs)
    },
  }
}

function othersIn(folder: string, leaseMs: number): boolean {
  return readdirSync(folder).some((name) => {
    const fresh =
      Date.now() - (statSync(join(folder, name), { throwIfNoEntry: false })?.mtimeMs ?? 0) < leaseMs
    return fresh && isAlive(Number(name))
  })
}

export function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0)
    return true
  } catch (error) {
    return error instanceof Error && 'code' in error && error.code === 'EPERM'
  }
}
