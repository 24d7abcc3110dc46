import { type Print, printNotice } from '../output.ts'
import { findOrInstallProgram } from './system-packages.ts'

/**
 * Path of a Redis or Valkey server, installed first if need be.
 * @throws {Error} that names the two ways out.
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
