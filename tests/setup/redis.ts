import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { TestProject } from 'vitest/node'
import { findOrInstallRedisServer } from '../../coordinator/commands/launcher/redis-server.ts'
import { closeRedis, connectRedis, untilReady } from '../../coordinator/redis/connect.ts'
import { findChromium, findHeadlessShell } from './chromium.ts'

declare module 'vitest' {
  interface ProvidedContext {
    /** `unix:/…`: one real server for the whole run. Each test uses a site of its own. */
    redisUrl: string
    /** Path of the browser in which pages cost little; empty when there is none, and then a browser test fails. */
    chromium: string
    /** Path of the browser that has notifications, hidden tabs and installed pages too. */
    wholeChromium: string
  }
}

/** One Redis for all suites, on a socket that nobody else can have. */
export default async function setup({ provide }: TestProject): Promise<() => Promise<void>> {
  const folder = mkdtempSync(join(tmpdir(), 'switchyard-tests-'))
  const socket = join(folder, 'redis.sock')
  const options = ['--port', '0', '--unixsocket', socket, '--dir', folder, '--save', '', '--appendonly', 'no']
  const server = spawn(findOrInstallRedisServer(), options, { stdio: 'ignore' })
  const exited = once(server, 'exit')
  process.once('exit', () => server.kill())
  await untilAnswering(`unix:${socket}`)
  provide('redisUrl', `unix:${socket}`)
  provide('chromium', findHeadlessShell() ?? '')
  provide('wholeChromium', findChromium() ?? '')
  return async () => {
    server.kill()
    await exited
    rmSync(folder, { recursive: true, force: true })
  }
}

async function untilAnswering(url: string): Promise<void> {
  const quiet = { info: () => undefined, warn: () => undefined }
  const redis = connectRedis({ kind: 'url', url }, 'commands', quiet)
  await untilReady(redis, 10_000)
  await closeRedis(redis)
}
