import { type ChildProcess, spawn, spawnSync } from 'node:child_process'
import { once } from 'node:events'
import { cpSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { findOrInstallRedisServer } from '../../coordinator/commands/launcher/redis-server.ts'
import { closeRedis, connectRedis, untilReady } from '../../coordinator/redis/connect.ts'
import { quietLog } from './site.ts'

/** Ignored before the server starts, so that a file that may grow no more is an error to it and not the end. */
const FULL_DISK_IS_AN_ERROR = 'trap "" XFSZ; exec "$0" "$@"'

/**
 * A Redis that a test may break.
 * @param keeps `true`: each write is on the disk before it is answered. `everysec`: as the embedded server does it.
 */
export async function openOwnRedis({ keeps }: { keeps: boolean | 'everysec' }) {
  const folder = mkdtempSync(join(tmpdir(), 'switchyard-own-'))
  const socket = join(folder, 'redis.sock')
  const url = `unix:${socket}`
  const options = ['--port', '0', '--unixsocket', socket, '--dir', folder, '--save', '']
  const fsync = keeps === 'everysec' ? 'everysec' : 'always'
  const persistence = keeps ? ['--appendonly', 'yes', '--appendfsync', fsync] : ['--appendonly', 'no']
  let server: ChildProcess

  async function start() {
    const command = ['-c', FULL_DISK_IS_AN_ERROR, findOrInstallRedisServer(), ...options, ...persistence]
    server = spawn('sh', command, { stdio: 'ignore' })
    const redis = connectRedis({ kind: 'url', url }, 'commands', quietLog)
    await untilReady(redis, 10_000)
    await closeRedis(redis)
  }
  async function stop(signal: 'SIGKILL' | 'SIGTERM') {
    const exited = once(server, 'exit')
    server.kill('SIGCONT')
    server.kill(signal)
    await exited
  }
  /** Linux lets one process bound the files of another; nothing else does, and root is not needed for it. */
  function filesMayGrow(limit: string) {
    const { status, error, stderr } = spawnSync('prlimit', ['--pid', `${server.pid}`, `--fsize=${limit}:`])
    if (status !== 0)
      throw new Error(
        `No disk can be filled here: prlimit of util-linux is needed. ${error?.message ?? stderr}`,
      )
  }

  /** Copies its files. @returns puts the copy back while the server is dead, so that later writes are lost */
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
    remember,
    kill: () => stop('SIGKILL'),
    /** Ends the server with SIGTERM: its data is on the disk. */
    end: () => stop('SIGTERM'),
    /** The server stops answering, and its connections stand. */
    freeze: () => void server.kill('SIGSTOP'),
    thaw: () => void server.kill('SIGCONT'),
    /** The system refuses each write to its files. */
    fillDisk: () => filesMayGrow('1'),
    freeDisk: () => filesMayGrow('unlimited'),
    async close() {
      await stop('SIGKILL')
      rmSync(folder, { recursive: true, force: true })
    },
  }
}
export type OwnRedis = Awaited<ReturnType<typeof openOwnRedis>>
