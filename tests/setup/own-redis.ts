import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { cpSync, mkdtempSync, rmSync } from 'node:fs'
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

  /** Notes what it has kept. @returns what makes that all it has kept, while it is dead: later writes are lost */
  function remember() {
    const [files, copy] = [join(folder, 'appendonlydir'), join(folder, 'copy')]
    cpSync(files, copy, { recursive: true })
    return () => {
      rmSync(files, { recursive: true })
      cpSync(copy, files, { recursive: true })
    }
  }

  await start()
  return {
    url,
    start,
    kill,
    remember,
    async close() {
      await kill()
      rmSync(folder, { recursive: true, force: true })
    },
  }
}
