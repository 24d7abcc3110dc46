import { type Print, printNotice } from '../output.ts'
import { findOrInstallProgram } from './system-packages.ts'

/**
 * The path of a Redis or Valkey server. Installs one if there is none.
 * @throws {Error} that names the two ways out: install one, or set REDIS_URL
 */
export function findOrInstallRedisServer(notice: Print = printNotice): string {
  return findOrInstallProgram(
    {
      what: 'Redis server',
      commands: ['redis-server', 'valkey-server'],
      apt: ['redis-server', 'valkey-server'],
      brew: ['redis'],
      otherwise: 'Install redis-server or valkey-server, or set REDIS_URL to one that runs elsewhere.',
    },
    notice,
  )
}
