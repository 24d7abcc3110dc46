import { inheritedSocket } from '../http/inherited-socket.ts'
import { openListener } from '../http/listener.ts'
import { readSettings } from '../settings.ts'
import { noArguments, runService } from './command.ts'
import type { Shutdown } from './shutdown.ts'

const USAGE = `usage: npm start
Runs the coordinator, with the workers in the same process unless WORKER=off. Settings come from the environment.
Without any: the sandbox, with a Redis server of its own and a simulated Twilio.`

await runService({ usage: USAGE, parse: noArguments, main: (_, shutdown) => start(shutdown) })

/**
 * Opens the port before most of the program is loaded: after a crash callers wait there, and are not turned away. What runs
 * beside this process starts while it is loaded.
 */
async function start(shutdown: Shutdown): Promise<undefined> {
  const settings = readSettings(process.env)
  const door = await openListener({ ...settings, socket: inheritedSocket(process.env, settings) })
  const { provideServices } = await import('./services.ts')
  const [services, { serve }] = await Promise.all([provideServices(settings, shutdown), import('./serve.ts')])
  await serve(settings, door, services, shutdown)
}
