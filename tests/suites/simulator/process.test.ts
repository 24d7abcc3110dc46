import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'
import { expect, test } from 'vitest'
import { CREDENTIALS } from './test-simulator.ts'

const MAIN = fileURLToPath(new URL('../../simulator/main.ts', import.meta.url))

function run(settings: Record<string, string>) {
  const environment = { PATH: process.env.PATH ?? '', ...settings }
  return spawn(process.execPath, ['--import', 'tsx', MAIN], {
    env: environment,
    stdio: ['ignore', 'pipe', 'pipe'],
  })
}

test('the process says where it is ready and ends on SIGTERM', async () => {
  const child = run({
    SIM_ACCOUNT_SID: CREDENTIALS.accountSid,
    SIM_AUTH_TOKEN: CREDENTIALS.authToken,
    SIM_API_KEY_SID: CREDENTIALS.apiKeySid,
    SIM_API_KEY_SECRET: CREDENTIALS.apiKeySecret,
    SIM_TWIML_APP_SID: CREDENTIALS.twimlAppSid,
    SIM_NUMBER: '+12175550111',
  })
  const [line] = await once(createInterface(child.stdout), 'line')
  const url = /^Simulator is ready: (http:\/\/127\.0\.0\.1:\d+)$/.exec(String(line))?.[1]
  const sim = await fetch(`${url}/sim`)
  expect(await sim.json()).toMatchObject({ number: '+12175550111', appSid: CREDENTIALS.twimlAppSid })
  child.kill('SIGTERM')
  expect(await once(child, 'exit')).toEqual([0, null])
}, 15_000)

test('each bad setting is named on a line of its own, and no secret is shown', async () => {
  const child = run({ SIM_ACCOUNT_SID: 'AC1', SIM_AUTH_TOKEN: 'very-secret', SIM_PORT: 'many' })
  const lines: string[] = []
  createInterface(child.stderr).on('line', (line) => lines.push(line))
  const [code] = await once(child, 'close')
  expect(code).toBe(1)
  expect(lines.map((line) => line.split(':')[0]).sort()).toEqual([
    'SIM_ACCOUNT_SID',
    'SIM_API_KEY_SECRET',
    'SIM_API_KEY_SID',
    'SIM_PORT',
    'SIM_TWIML_APP_SID',
  ])
  expect(lines.join()).not.toContain('very-secret')
}, 15_000)
