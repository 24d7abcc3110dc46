import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { createServer } from 'node:net'
import { createInterface } from 'node:readline'
import { expect, onTestFinished, test } from 'vitest'
import { ROOT } from '../../setup/child.ts'
import { testFolder } from './folder.ts'

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1')
  await once(server, 'listening')
  const address = server.address()
  server.close()
  await once(server, 'close')
  if (address === null || typeof address === 'string') throw new Error('No port')
  return address.port
}

test('npm run dev serves the console’s own modules, and hands the API on to the coordinator', async () => {
  const port = await freePort()
  const child = spawn(
    process.execPath,
    ['coordinator/commands/launcher/run.mjs', 'coordinator/commands/dev.ts'],
    {
      cwd: ROOT,
      env: { ...process.env, PORT: String(port), DATA_DIR: testFolder() },
      stdio: ['ignore', 'pipe', 'pipe'],
    },
  )
  const exited = once(child, 'exit')
  onTestFinished(async () => {
    child.kill('SIGTERM')
    await exited
  }, 20_000)
  let url = ''
  for await (const line of createInterface(child.stdout)) {
    url = /reload on change: (\S+)\//.exec(line)?.[1] ?? ''
    if (url !== '') break
  }
  const typeOf = async (path: string) => {
    const answer = await fetch(url + path, { headers: { accept: '*/*' } })
    return [answer.status, answer.headers.get('content-type')?.split(';')[0]]
  }
  const page = await fetch(`${url}/`, { headers: { accept: 'text/html' } })
  expect(await page.text()).toContain('main.tsx')
  expect(await typeOf('/main.tsx')).toEqual([200, 'text/javascript'])
  expect(await typeOf('/api/request.ts')).toEqual([200, 'text/javascript'])
  expect(await typeOf('/api/me')).toEqual([401, 'application/problem+json'])
}, 60_000)
