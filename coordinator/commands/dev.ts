import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'
import { createInterface } from 'node:readline'
import { createServer, type ViteDevServer } from 'vite'
import { readSettings } from '../settings.ts'
import { noArguments, runService } from './command.ts'
import { ROOT } from './launcher/root.ts'
import { print } from './output.ts'
import type { Shutdown } from './shutdown.ts'

const USAGE = `usage: npm run dev
The same as npm start. The coordinator restarts when one of its files changes, and the browser shows changes
of the console at once. Calls survive the restarts: they are in Redis and at Twilio.`

const READY = /^Switchyard is ready: (http:\/\/\S+)/

await runService({
  usage: USAGE,
  parse: noArguments,
  async main(_, shutdown) {
    const { port, publicUrl } = readSettings(process.env)
    const coordinator = await runCoordinator(port || 3000, shutdown)
    const server = await serveConsole(coordinator, publicUrl ?? coordinator)
    shutdown.add('The server of the console', () => server.close())
    print(`The console, with reload on change: ${server.resolvedUrls?.local[0]}`)
  },
})

/** @returns its address, once it is ready */
function runCoordinator(port: number, shutdown: Shutdown): Promise<string> {
  const tsx = join(dirname(createRequire(import.meta.url).resolve('tsx/package.json')), 'dist', 'cli.mjs')
  const child = spawn(
    process.execPath,
    [tsx, 'watch', '--clear-screen=false', 'coordinator/commands/start.ts'],
    {
      cwd: ROOT,
      stdio: ['ignore', 'pipe', 'inherit'],
      // The same port after each restart, so that the console finds it again.
      env: { ...process.env, PORT: String(port), SWITCHYARD_CONSOLE: 'dev' },
    },
  )
  shutdown.add('The coordinator', (signal) => end(child, signal))
  return new Promise((resolve, reject) => {
    createInterface(child.stdout).on('line', (line) => {
      print(line)
      const [, url] = READY.exec(line) ?? []
      if (url !== undefined) resolve(url)
    })
    child.on('error', reject)
    child.on('exit', (code) => void shutdown.exit(code ?? 0))
  })
}

async function end(child: ChildProcess, signal: NodeJS.Signals | null): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return
  const exited = once(child, 'exit')
  // Ctrl+C goes to every process of the terminal. tsx kills the coordinator when it gets a second signal.
  if (signal !== 'SIGINT') child.kill('SIGTERM')
  else process.once('exit', () => child.kill('SIGTERM'))
  await exited
}

/** Vite, in front of the coordinator. It forwards with the coordinator's own origin: no other is accepted there. */
async function serveConsole(coordinator: string, publicUrl: string): Promise<ViteDevServer> {
  const forwarded = { target: coordinator, headers: { origin: publicUrl } }
  const server = await createServer({
    configFile: join(ROOT, 'web', 'vite.config.ts'),
    clearScreen: false,
    logLevel: 'warn',
    // The modules of web/api/ have paths that begin with /api/ too: Vite serves those.
    server: { proxy: { '^/api/(?!.*\\.tsx?(\\?|$))': forwarded, '/healthz': forwarded, '/ops': forwarded } },
  })
  return server.listen()
}
