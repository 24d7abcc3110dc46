import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { createServer, type Server } from 'node:net'
import { createInterface } from 'node:readline'
import { ROOT } from './child.ts'
import { until } from './desk.ts'
import { keepLine } from './run-logs/keep.ts'

/** As a unit with `Restart=always`: systemd waits for 100 ms unless `RestartSec` says otherwise. The shell becomes the program, so its id is the program's. */
const RESTARTS = `while :; do
  sh -c 'echo "pid $$"; [ -z "$HOLDS" ] || export LISTEN_FDS=1 LISTEN_PID=$$; exec "$@"' sh "$@"
  sleep 0.1
done`
const START = ['coordinator/commands/launcher/run.mjs', 'coordinator/commands/start.ts']
const READY_WITHIN_MS = 60_000

/** A coordinator under a supervisor, which starts it again whenever it ends. */
export interface Supervised {
  /** `127.0.0.1:<port>` */
  readonly address: string
  /** Starts it for the first time. */
  start(env: Record<string, string>): Promise<void>
  /** Kills the process with SIGKILL. @returns ms until the next one was ready */
  kill(): Promise<number>
  close(): Promise<void>
}

/**
 * @param socket `held`: the supervisor holds the listening socket, as a socket unit of systemd does; it outlives the process.
 *   `own`: each process opens the port itself
 */
export async function openSupervised(socket: 'held' | 'own'): Promise<Supervised> {
  const server = createServer().listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address() as { port: number }
  let supervisor: ChildProcess | null = null
  let pid = 0
  let starts = 0

  const ready = (count: number) => until(async () => starts >= count, READY_WITHIN_MS)

  return {
    address: `127.0.0.1:${port}`,
    async start(env) {
      const { PATH, HOME, NODE_OPTIONS } = process.env
      const held = socket === 'held' ? descriptorOf(server) : 'ignore'
      const child = spawn('sh', ['-c', RESTARTS, 'sh', process.execPath, ...START], {
        cwd: ROOT,
        env: {
          ...{ PATH, HOME, NODE_OPTIONS, LOG_LEVEL: 'warn', HOST: '127.0.0.1' },
          ...env,
          PORT: socket === 'held' ? '1' : `${port}`,
          HOLDS: socket === 'held' ? 'yes' : '',
        },
        stdio: ['ignore', 'pipe', 'pipe', held],
      })
      supervisor = child
      // This process must not accept what is meant for the other.
      server.close()
      createInterface(child.stdout as NodeJS.ReadableStream).on('line', (line) => {
        pid = Number(/^pid (\d+)$/.exec(line)?.[1] ?? pid)
        if (line.startsWith('Switchyard is ready')) starts += 1
      })
      createInterface(child.stderr as NodeJS.ReadableStream).on('line', keepLine)
      await ready(1)
    },
    async kill() {
      const killedAt = performance.now()
      const next = starts + 1
      process.kill(pid, 'SIGKILL')
      await ready(next)
      return performance.now() - killedAt
    },
    async close() {
      if (supervisor === null) return void server.close()
      const ended = once(supervisor, 'exit')
      supervisor.kill('SIGKILL')
      await ended
      process.kill(pid, 'SIGTERM')
      await until(async () => !lives(pid))
    },
  }
}

const descriptorOf = (server: Server) => (server as unknown as { _handle: { fd: number } })._handle.fd

function lives(pid: number): boolean {
  try {
    return process.kill(pid, 0)
  } catch {
    return false
  }
}
