import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { text } from 'node:stream/consumers'
import { expect } from 'vitest'
import { ROOT } from '../../setup/child.ts'
import { type Deployment, passwordOf } from '../../setup/deployment.ts'
import { until } from '../../setup/desk.ts'
import { signIn } from '../../setup/sign-in.ts'
import { StormAgent } from '../../setup/storm/agent.ts'
import { CarrierWatch } from '../../setup/storm/carrier.ts'
import { chance } from '../../setup/storm/chance.ts'
import type { Intention } from '../../setup/storm/intentions.ts'

/** An operator's command beside a deployment. @returns what it said, also when it failed */
async function operate(deployment: Deployment, entry: string, args: readonly string[], input = '') {
  const { PATH, HOME, NODE_OPTIONS } = process.env
  const child = spawn(process.execPath, ['--import', 'tsx', entry, ...args], {
    cwd: ROOT,
    env: { PATH, HOME, NODE_OPTIONS, ...deployment.env },
  })
  child.stdin.end(input)
  const [stdout, stderr] = await Promise.all([text(child.stdout), text(child.stderr), once(child, 'exit')])
  return stdout + stderr
}

/**
 * Everything that the product does with Redis, once, from outside: migrations and accounts by the operators'
 * commands, sessions, presence, each command on a call, the carrier's callbacks, timers, jobs, and the board.
 */
export async function wholeDay(deployment: Deployment): Promise<void> {
  const { publicUrl } = deployment
  expect(await operate(deployment, 'migrations/cli.ts', ['--status'])).toMatch(/: applied/)
  expect(await operate(deployment, 'migrations/cli.ts', ['--dry-run'])).toMatch('Nothing to apply.')
  const root = ['add', 'root', '--name', 'Root', '--role', 'admin', '--password-stdin']
  expect(await operate(deployment, 'coordinator/accounts/cli.ts', root, passwordOf('root'))).toMatch('root')

  await deployment.hire('ann', 'bob')
  const carrier = new CarrierWatch(deployment.simulatorUrl)
  const [ann, bob] = [1, 2].map(
    (n) => new StormAgent(n === 1 ? 'ann' : 'bob', publicUrl, carrier, chance(n), 0),
  ) as [StormAgent, StormAgent]
  try {
    await Promise.all([ann.arrive(), bob.arrive()])
    await until(() =>
      [ann, bob].every(({ console }) => console.desk.agents.get('bob')?.presence === 'available'),
    )
    await calls(carrier, ann, bob)
    await looks(deployment)
  } finally {
    ann.close()
    bob.close()
    carrier.close()
  }
}

async function calls(carrier: CarrierWatch, ann: StormAgent, bob: StormAgent) {
  const is = (callSid: string, state: string) =>
    Promise.all(
      [ann, bob].map(({ console }) => until(() => console.desk.calls.get(callSid)?.state === state, 20_000)),
    )
  const does = async (agent: StormAgent, callSid: string, path: Intention['path'], body?: object) => {
    const { outcome } = await agent.does({ callSid, path, ...(body && { body }) })
    expect(outcome, `${agent.agentId}: ${path}`).toMatchObject({ kind: 'acknowledged' })
  }

  const callSid = await carrier.calls('+12175560001')
  await is(callSid, 'ringing.offering')
  await does(bob, callSid, 'decline')
  await does(ann, callSid, 'claim')
  await is(callSid, 'active.talking')
  await does(ann, callSid, 'hold')
  await does(ann, callSid, 'resume')
  await is(callSid, 'active.talking')
  await does(ann, callSid, 'park', { note: 'asks for Bob' })
  await does(bob, callSid, 'unpark')
  await is(callSid, 'active.talking')
  await does(bob, callSid, 'transfer', { to: 'agent:ann', kind: 'blind' })
  await does(ann, callSid, 'claim')
  await is(callSid, 'active.talking')
  await does(ann, callSid, 'park')
  // The clock of the lot runs out: a job of BullMQ's.
  await is(callSid, 'parked.returning')
  await does(ann, callSid, 'unpark')
  await is(callSid, 'active.talking')
  await does(ann, callSid, 'hangup')
  await is(callSid, 'ended')

  const unanswered = await carrier.calls('+12175560002')
  await is(unanswered, 'voicemail.recording')
  await carrier.hangsUp(unanswered)
  await is(unanswered, 'ended')
}

async function looks(deployment: Deployment) {
  const { publicUrl } = deployment
  const cookie = await signIn(publicUrl, 'root')
  const get = async (path: string) => {
    const response = await fetch(publicUrl + path, { headers: { cookie } })
    expect(response.status, path).toBe(200)
    return response.text()
  }
  expect(JSON.parse(await get('/api/history'))).toHaveLength(2)
  expect(await get('/ops/jobs')).toMatch('<html')
  expect(await get('/ops/jobs/api/queues?activeQueue=switchyard&page=1&jobsPerPage=10')).toMatch('"sweep"')
  await get('/readyz')
  await get('/metrics')
  const left = await fetch(`${publicUrl}/api/session`, { method: 'DELETE', headers: { cookie } })
  expect(left.status).toBe(204)
  const disabled = await operate(deployment, 'coordinator/accounts/cli.ts', ['disable', 'bob'])
  expect(disabled).toMatch('bob')
}
