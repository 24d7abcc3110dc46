import { spawn } from 'node:child_process'
import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'
import { createInterface } from 'node:readline'
import { createServer, type ViteDevServer } from 'vite'
import { readSettings, SettingsError } from '../settings.ts'
import { ROOT } from './launcher/root.ts'

/**
 * `npm run dev`: the coordinator, begun anew whenever one of its files changes (callers stay: they live in
 * Redis and at Twilio), and beside it Vite's server, which puts changes of the console into the browser.
 */
const READY = /^Switchyard is ready: (http:\/\/\S+)/

function runCoordinator(port: number): Promise<string> {
  const tsx = join(dirname(createRequire(import.meta.url).resolve('tsx/package.json')), 'dist', 'cli.mjs')
  const child = spawn(
    process.execPath,
    [tsx, 'watch', '--clear-screen=false', 'coordinator/commands/start.ts'],
    {
      cwd: ROOT,
      stdio: ['ignore', 'pipe', 'inherit'],
      // The same port after each reload, so that the console finds it again.
      env: { ...process.env, PORT: String(port), SWITCHYARD_CONSOLE: 'dev' },
    },
  )
  process.once('SIGTERM', () => child.kill('SIGTERM'))
  process.once('SIGINT', () => undefined)
  return new Promise((resolve, reject) => {
    createInterface(child.stdout).on('line', (line) => {
      process.stdout.write(`${line}\n`)
      const [, url] = READY.exec(line) ?? []
      if (url !== undefined) resolve(url)
    })
    child.on('error', reject)
    child.on('exit', (code) => process.exit(code ?? 0))
  })
}

/** Requests of the console's go on to the coordinator as its own: it knows no other origin. */
async function serveConsole(coordinator: string, publicUrl: string): Promise<ViteDevServer> {
  const forwarded = { target: coordinator, headers: { origin: publicUrl } }
  const server = await createServer({
    configFile: join(ROOT, 'web', 'vite.config.ts'),
    clearScreen: false,
    logLevel: 'warn',
    // The console's own modules have a folder of that name too: those are Vite's.
    server: { proxy: { '^/api/(?!.*\\.tsx?(\\?|$))': forwarded, '/healthz': forwarded, '/ops': forwarded } },
  })
  return server.listen()
}

try {
  const { port, publicUrl } = readSettings(process.env)
  const coordinator = await runCoordinator(port || 3000)
  const server = await serveConsole(coordinator, publicUrl ?? coordinator)
  process.stdout.write(`The console, with reload on change: ${server.resolvedUrls?.local[0]}\n`)
} catch (error) {
  const lines =
    error instanceof SettingsError ? error.lines : [error instanceof Error ? error.message : String(error)]
  process.stderr.write(`${lines.join('\n')}\n`)
  process.exitCode = 1
}
