import { readFileSync, writeFileSync } from 'node:fs'
import { basename, join } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import { testFolder } from '../commands/folder.ts'
import { NUMBER, startTestSimulator, startWebhookServer, until } from '../simulator/test-simulator.ts'
import { accountOf, command, inProcess } from './command.ts'

/** Frames of 20 ms: past the tone, and half a second of message. */
const LONG_ENOUGH = 90

/** A static web server: it knows GET and nothing else. */
async function staticHost(...files: string[]) {
  const host = await startWebhookServer(
    Object.fromEntries(
      files.map((file) => [
        `/${basename(file)}`,
        ({ method }) => (method === 'GET' ? { body: readFileSync(file) } : { status: 405 }),
      ]),
    ),
  )
  onTestFinished(host.stop)
  return host
}

async function office() {
  const bench = await startTestSimulator()
  onTestFinished(() => bench.simulator.close())
  const folder = testFolder()
  // Nobody listens there: the coordinator is away.
  const settings = { ...accountOf(bench), PUBLIC_URL: 'http://127.0.0.1:1' }
  return { bench, folder, settings, file: join(folder, 'fallback.xml') }
}

test('while the coordinator is away, callers reach the number of the fallback', async () => {
  const { bench, folder, settings, file } = await office()
  const document = ['--fallback-document', file, '--fallback-number', '+12175550177']
  const written = await command('setup', folder, {}, ...document)
  expect([written.status, written.stdout]).toEqual([0, expect.stringContaining(`Written: ${file}`)])
  const host = await staticHost(file)
  await inProcess(folder, settings, '--fallback-url', `${host.url}/fallback.xml`, '--yes')
  const [number] = await bench.client.incomingPhoneNumbers.list()
  expect(number).toMatchObject({ voiceFallbackUrl: `${host.url}/fallback.xml`, voiceFallbackMethod: 'GET' })

  const caller = await bench.caller.call({ from: '+12175550142', to: NUMBER })
  await bench.caller.where(caller, 'talking with +12175550177')
  await bench.caller.hangUp(caller)
})

test('a voicemail is taken once, and thanked for', async () => {
  const { bench, folder, settings, file } = await office()
  const host = await staticHost(file, join(folder, 'fallback-thanks.xml'))
  const url = ['--fallback-url', `${host.url}/fallback.xml`]
  await inProcess(folder, settings, '--fallback-document', file, '--fallback-voicemail', ...url, '--yes')

  const caller = await bench.caller.call({ from: '+12175550142' })
  await bench.caller.where(caller, 'voicemail')
  const { says } = await bench.caller.state(caller)
  await until(async () => (await bench.caller.state(caller)).says.frames > says.frames + LONG_ENOUGH)
  await bench.caller.ask(`/sim/calls/${caller}/digits`, { digits: '#' })
  await bench.caller.where(caller, 'ended')
  expect(host.webhooks.map(({ path }) => path)).toEqual(['/fallback.xml', '/fallback-thanks.xml'])
})

test('a document of somebody else is not written over', async () => {
  const folder = testFolder()
  const file = join(folder, 'fallback.xml')
  writeFileSync(file, '<Response/>')
  await expect(inProcess(folder, {}, '--fallback-document', file)).rejects.toThrow('was not written over')
  expect(readFileSync(file, 'utf8')).toBe('<Response/>')
})
