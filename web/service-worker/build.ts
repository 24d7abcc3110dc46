import { join } from 'node:path'
import { build, type Plugin } from 'vite'
import { texts } from '../language/build/plugin.ts'

/** Its address must stay: browsers know a service worker by it. */
const NAME = 'service-worker.js'

/** Builds the service worker as one script without imports: not every browser takes modules there. */
export function serviceWorker(): Plugin {
  let root = ''
  return {
    name: 'service-worker',
    configResolved(config) {
      root = config.root
    },
    async generateBundle() {
      this.emitFile({ type: 'asset', fileName: NAME, source: await scriptFrom(root) })
    },
    configureServer({ middlewares }) {
      middlewares.use(`/${NAME}`, (_, response, next) => {
        scriptFrom(root).then((script) => {
          response.setHeader('Content-Type', 'text/javascript')
          response.setHeader('Cache-Control', 'no-cache')
          response.end(script)
        }, next)
      })
    },
  }
}

async function scriptFrom(root: string): Promise<string> {
  const built = await build({
    configFile: false,
    root,
    logLevel: 'warn',
    publicDir: false,
    plugins: [texts()],
    build: {
      write: false,
      target: 'es2022',
      rolldownOptions: {
        input: join(root, 'service-worker', 'service-worker.ts'),
        output: { format: 'iife' },
      },
    },
  })
  const [script, ...more] = Array.isArray(built) || !('output' in built) ? [] : built.output
  if (script?.type !== 'chunk' || more.length > 0) throw new Error('The service worker is not one script')
  return script.code
}
