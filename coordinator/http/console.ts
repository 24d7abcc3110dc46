import { createHash } from 'node:crypto'
import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs'
import { join } from 'node:path'
import type { Context, Middleware } from 'koa'

/** Where the hash of a file's content is part of its name. */
const HASHED = '/assets/'

/** The better one first. The build puts `index.js.br` and `index.js.gz` beside `index.js`. */
const CODINGS = [
  ['br', '.br'],
  ['gzip', '.gz'],
] as const
type Coding = (typeof CODINGS)[number][0]

interface Content {
  bytes: Buffer
  etag: string
}

interface ConsoleFile {
  plain: Content
  compressed: ReadonlyMap<Coding, Content>
  changedAt: Date
}

/**
 * The built console from `folder`. Its assets have a hash in their name and never change. Browsers fetch its page
 * each time, and the page answers every path of the console. The files are read once, so that a process serves one
 * build for as long as it runs, also while another build replaces the folder.
 */
export function consoleFrom(folder: string): Middleware {
  const files = filesOf(folder)
  return async (ctx, next) => {
    const path = ctx.path === '/' ? '/index.html' : ctx.path
    if (ctx.method !== 'GET' && ctx.method !== 'HEAD') return next()
    const file = files.get(path) ?? (isNavigation(ctx) ? files.get('/index.html') : undefined)
    if (!file) return next()
    send(ctx, files.has(path) ? path : '/index.html', file)
  }
}

function send(ctx: Context, path: string, file: ConsoleFile): void {
  const coding = codingFor(ctx, file)
  const { bytes, etag } = (coding && file.compressed.get(coding)) ?? file.plain
  ctx.status = 200
  ctx.type = path.slice(path.lastIndexOf('.'))
  ctx.set('Cache-Control', path.startsWith(HASHED) ? 'public, max-age=31536000, immutable' : 'no-cache')
  ctx.etag = etag
  ctx.lastModified = file.changedAt
  if (file.compressed.size > 0) ctx.vary('Accept-Encoding')
  if (ctx.fresh) {
    ctx.status = 304
    return
  }
  if (coding) ctx.set('Content-Encoding', coding)
  ctx.body = bytes
}

/** Null: uncompressed. A request for a range gets the whole file, uncompressed, as RFC 9110 allows. */
function codingFor(ctx: Context, { compressed }: ConsoleFile): Coding | null {
  if (ctx.get('Range') !== '') return null
  for (const [coding] of CODINGS)
    if (compressed.has(coding) && ctx.acceptsEncodings(coding, 'identity') === coding) return coding
  return null
}

/** Whether a browser opens a page. A script that does not exist must not be answered with the page. */
const isNavigation = ({ headers }: Context) => headers.accept?.includes('text/html') === true

/** By path. Empty where the console is not built, as under `npm run dev`. */
function filesOf(folder: string): ReadonlyMap<string, ConsoleFile> {
  const files = new Map<string, ConsoleFile>()
  if (!existsSync(folder)) return files
  for (const entry of readdirSync(folder, { recursive: true, withFileTypes: true })) {
    if (!entry.isFile() || entry.name.startsWith('.')) continue
    if (CODINGS.some(([, suffix]) => entry.name.endsWith(suffix))) continue
    const name = join(entry.parentPath, entry.name)
    const path = name.slice(folder.length).replaceAll('\\', '/')
    files.set(path, readConsoleFile(name))
  }
  return files
}

function readConsoleFile(name: string): ConsoleFile {
  const bytes = readFileSync(name)
  const hash = createHash('sha256').update(bytes).digest('base64url').slice(0, 22)
  const compressed = new Map<Coding, Content>()
  for (const [coding, suffix] of CODINGS)
    if (existsSync(name + suffix))
      compressed.set(coding, { bytes: readFileSync(name + suffix), etag: `"${hash}-${coding}"` })
  return { plain: { bytes, etag: `"${hash}"` }, compressed, changedAt: statSync(name).mtime }
}
