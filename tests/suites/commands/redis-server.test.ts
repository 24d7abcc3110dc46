import { chmodSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test, vi } from 'vitest'
import { findOrInstallRedisServer } from '../../../coordinator/commands/launcher/redis-server.ts'
import { testFolder } from './folder.ts'

function program(folder: string, name: string): string {
  const path = join(folder, name)
  writeFileSync(path, '#!/bin/sh\n')
  chmodSync(path, 0o755)
  return path
}

test('a server on PATH is used as it is', () => {
  const folder = testFolder()
  const valkey = program(folder, 'valkey-server')
  vi.stubEnv('PATH', folder)
  const said = vi.fn()
  expect(findOrInstallRedisServer(said)).toBe(valkey)
  const redis = program(folder, 'redis-server')
  expect(findOrInstallRedisServer(said)).toBe(redis)
  expect(said).not.toHaveBeenCalled()
})

test('where nothing can install one, the error names the two ways out', () => {
  vi.stubEnv('PATH', testFolder())
  expect(() => findOrInstallRedisServer()).toThrow(
    'There is no Redis server on this machine. Install redis-server or valkey-server, or set REDIS_URL',
  )
})
