import { cpSync, mkdtempSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { createServer, request } from 'node:http'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import Koa from 'koa'
import { consoleFrom } from '../../coordinator/http/console.ts'
import { anotherLoopback } from './another-loopback.ts'

/** A coordinator that serves a build of the console of its own. The test may replace that build, as an upgrade does. */
export interface ConsoleFront {
  url: string
  /** The next build: the names of all scripts and styles are new, and the old ones are gone. */
  upgrade(): void
  /** How often a browser loaded the page itself. */
  readonly pages: number
  close(): void
}

/** @param folder the built console, which is copied @param port of the coordinator that answers all the rest, on loopback */
export async function openConsoleFront(folder: string, port: number): Promise<ConsoleFront> {
  const copy = mkdtempSync(join(tmpdir(), 'switchyard-console-'))
  cpSync(folder, copy, { recursive: true, filter: (name) => !/\.(br|gz)$/.test(name) })
  let builds = 0
  let pages = 0
  let serve = consoleFrom(copy)

  const koa = new Koa()
  koa.use(async (ctx, next) => {
    if (ctx.get('sec-fetch-mode') === 'navigate') pages += 1
    // The coordinator behind has the build that was copied, and all its parts.
    await serve(ctx, ctx.path.startsWith('/assets/') ? async () => undefined : next)
  })
  koa.use((ctx) => {
    const { method = 'GET', url = '/', headers } = ctx.req
    ctx.respond = false
    const passed = request({ host: '127.0.0.1', port, method, path: url, headers }, (answer) => {
      ctx.res.writeHead(answer.statusCode ?? 502, answer.headers)
      answer.pipe(ctx.res)
    })
    passed.on('error', () => ctx.res.destroy())
    ctx.res.on('close', () => passed.destroy())
    ctx.req.pipe(passed)
  })
  const server = createServer(koa.callback())
  const host = anotherLoopback()
  await new Promise<void>((resolve) => server.listen(port, host, resolve))

  return {
    url: `http://${host}:${port}`,
    get pages() {
      return pages
    },
    upgrade() {
      builds += 1
      renameAssets(copy, `n${builds}`)
      serve = consoleFrom(copy)
    },
    close() {
      server.closeAllConnections()
      server.close()
      rmSync(copy, { recursive: true, force: true })
    },
  }
}

/** Adds a mark to the hash of each asset, in its name and wherever the name is used. */
function renameAssets(folder: string, mark: string) {
  const assets = join(folder, 'assets')
  const names = readdirSync(assets)
  const renamed = (name: string) => name.replace(/(\.\w+)$/, `${mark}$1`)
  for (const file of [join(folder, 'index.html'), ...names.map((name) => join(assets, name))]) {
    if (!/\.(js|css|html)$/.test(file)) continue
    let text = readFileSync(file, 'utf8')
    for (const name of names) text = text.replaceAll(name, renamed(name))
    writeFileSync(file, text)
  }
  for (const name of names) renameSync(join(assets, name), join(assets, renamed(name)))
}
