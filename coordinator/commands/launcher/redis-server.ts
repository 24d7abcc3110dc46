import { type Say, say as sayAloud } from './say.ts'
import { ensureProgram } from './system-packages.ts'

/**
 * Path of a Redis or Valkey server, installed first if need be.
 * @throws {Error} that names the two ways out.
 */
export function ensureRedisServer(say: Say = sayAloud): string {
  return ensureProgram(
    {
      what: 'Redis server',
      commands: ['redis-server', 'valkey-server'],
      apt: ['redis-server', 'valkey-server'],
      brew: ['redis'],
      otherwise: 'Install redis-server or valkey-server, or set REDIS_URL to one that runs elsewhere.',
    },
    say,
  )
}
