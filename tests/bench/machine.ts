import { execFileSync } from 'node:child_process'
import { cpus } from 'node:os'

/** The machine in general terms: enough to see whether two results may be compared. */
export function machine(): string {
  const redis = /v=(\S+)/.exec(execFileSync('redis-server', ['--version'], { encoding: 'utf8' }))?.[1]
  return `${cpus().length} cores, Node ${process.versions.node}, Redis ${redis}`
}
