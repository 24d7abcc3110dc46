import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { connect } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { findOrInstallProgram } from '../../coordinator/commands/launcher/system-packages.ts'
import { type Print, printNotice } from '../../coordinator/commands/output.ts'
import { makeCertificates } from './certificates.ts'
import { freePorts } from './redis-servers.ts'

/**
 * Path of the nginx that the tests put in front of a coordinator, installed first where that asks nobody.
 * @throws {Error} that names the way out
 */
export function findOrInstallNginx(notice: Print = printNotice): string {
  const otherwise = 'The tests of proxies need it: install nginx.'
  return findOrInstallProgram(
    { what: 'nginx', commands: ['nginx'], apt: ['nginx', 'nginx-light'], brew: ['nginx'], otherwise },
    notice,
  )
}

export interface NginxServer {
  /** Plain http where there is neither. */
  http: 'plain' | '1.1' | '2'
  /** Whether it is as the example of docs/going-live.md, but for its addresses and certificates. */
  asTheManual?: true
  /** Further directives, such as `proxy_buffering off`. */
  directives?: readonly string[]
}

export interface Nginx<Name extends string> {
  /** Of each server: another loopback address with the same port. */
  readonly urls: Record<Name, string>
  /** The authority of their certificate, for `NODE_EXTRA_CA_CERTS`. */
  readonly ca: string
  close(): Promise<void>
}

/**
 * One nginx with several servers before one coordinator. What no directive says is as Debian ships it.
 * @param upstream `127.0.0.1:<port>`
 */
export async function openNginx<Name extends string>(
  upstream: string,
  servers: Record<Name, NginxServer>,
): Promise<Nginx<Name>> {
  const folder = mkdtempSync(join(tmpdir(), 'switchyard-nginx-'))
  const named = Object.entries<NginxServer>(servers)
  const [port = 0] = await freePorts(1)
  const { ca, cert, key } = await makeCertificates(folder)
  const manual = manualFor(upstream)
  const blocks = named.map(
    ([, { http, asTheManual, directives = [] }], n) => `
  server {
    listen ${addressOf(n)}:${port} ${http === 'plain' ? '' : 'ssl'} ${http === '2' ? 'http2' : ''};
    ${http === 'plain' ? '' : `ssl_certificate ${cert}; ssl_certificate_key ${key};`}
    ${directives.map((directive) => `${directive};`).join('\n    ')}
    ${asTheManual ? manual.server : `location / { proxy_pass http://${upstream}; }`}
  }`,
  )
  const errors = join(folder, 'error.log')
  writeFileSync(join(folder, 'nginx.conf'), configuration(folder, [manual.upstream, ...blocks]))
  const args = ['-p', folder, '-c', join(folder, 'nginx.conf'), '-e', errors]
  const child = spawn(findOrInstallNginx(), args, { stdio: 'ignore' })
  const exited = once(child, 'exit')
  process.once('exit', () => child.kill())
  await untilListening(child, port, errors)
  const urls = Object.fromEntries(
    named.map(([name, { http }], n) => [
      name,
      `${http === 'plain' ? 'http' : 'https'}://${addressOf(n)}:${port}`,
    ]),
  )
  return {
    urls: urls as Record<Name, string>,
    ca,
    async close() {
      child.kill()
      await exited
      rmSync(folder, { recursive: true, force: true })
    },
  }
}

/** An origin with another port would be foreign to the coordinator. On Linux every one of these addresses is there. */
const addressOf = (n: number) => `127.0.0.${n + 1}`

/** The two blocks of the example in docs/going-live.md. */
function manualFor(upstream: string): { upstream: string; server: string } {
  const [, text = ''] = /```nginx\n([^`]+)```/.exec(readFileSync('docs/going-live.md', 'utf8')) ?? []
  const [, balanced = '', server = ''] = /^(upstream .+?\n\})\nserver \{\n(.+)\n\}\n$/s.exec(text) ?? []
  if (server === '') throw new Error('docs/going-live.md has no example for nginx, or one of another form')
  return {
    upstream: balanced.replaceAll('127.0.0.1:3000', upstream),
    server: server.replace(/^ {2}(listen|server_name|ssl_certificate|ssl_certificate_key) .*\n/gm, ''),
  }
}

/** Debian's own, with its files in a folder of ours, and as one process that may have as many connections as docs/going-live.md says. */
const configuration = (folder: string, blocks: readonly string[]) => `
daemon off;
master_process off;
pid ${folder}/nginx.pid;
events { worker_connections 4096; }
http {
  sendfile on;
  tcp_nopush on;
  gzip on;
  access_log off;
  ${['client_body', 'proxy', 'fastcgi', 'uwsgi', 'scgi'].map((of) => `${of}_temp_path ${folder}/${of};`).join('\n  ')}
${blocks.join('\n')}
}
`

async function untilListening(child: ChildProcess, port: number, errors: string): Promise<void> {
  const deadline = performance.now() + 10_000
  for (;;) {
    const socket = connect(port, '127.0.0.1')
    const listens = await Promise.race([
      once(socket, 'connect').then(() => true),
      once(socket, 'close').then(() => false),
    ]).catch(() => false)
    socket.destroy()
    if (listens) return
    if (child.exitCode !== null || performance.now() > deadline)
      throw new Error(`nginx does not listen:\n${readFileSync(errors, 'utf8')}`)
    await pause(20)
  }
}
