import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { ensureRedisServer } from '../../coordinator/launcher/redis-server.ts'
import { closeRedis, connectRedis, untilReady } from '../../coordinator/redis/connect.ts'
import { quietLog } from './site.ts'

/** A Redis that a test may kill and start again. */
export async function openOwnRedis({ keeps }: { keeps: boolean }) {
  const folder = mkdtempSync(join(tmpdir(), 'switchyard-own-'))
  const socket = join(folder, 'redis.sock')
  const url = `unix:${socket}`
  const options = ['--port', '0', '--unixsocket', socket, '--dir', folder, '--save', '']
  const persistence = keeps ? ['--appendonly', 'yes', '--appendfsync', 'always'] : ['--appendonly', 'no']
  let server: ChildProcess

  async function start() {
    server = spawn(ensureRedisServer(), [...options, ...persistence], { stdio: 'ignore' })
    const redis = connectRedis({ kind: 'url', url }, 'commands', quietLog)
    await untilReady(redis, 10_000)
    await closeRedis(redis)
  }
  async function kill() {
    const exited = once(server, 'exit')
    server.kill('SIGKILL')
    await exited
  }

  await start()
  return {
    url,
    start,
    kill,
    async close() {
      await kill()
      rmSync(folder, { recursive: true, force: true })
    },
  }
}
