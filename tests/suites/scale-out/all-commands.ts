import { randomUUID } from 'node:crypto'
import { expect } from 'vitest'
import { until } from '../../setup/desk.ts'
import { signIn } from '../../setup/sign-in.ts'
import type { StormAgent } from '../../setup/storm/agent.ts'
import type { CarrierWatch } from '../../setup/storm/carrier.ts'
import type { Intention } from '../../setup/storm/intentions.ts'

/** Who answers there. */
const OUTSIDE = '+12175550170'

/**
 * Two agents do once all that can be done to a call, and one caller reaches nobody.
 * @returns how many calls there were
 */
export async function allCommands(
  publicUrl: string,
  carrier: CarrierWatch,
  ann: StormAgent,
  bob: StormAgent,
): Promise<number> {
  const is = (callSid: string, state: string) =>
    Promise.all(
      [ann, bob].map(({ console }) => until(() => console.desk.calls.get(callSid)?.state === state, 20_000)),
    )
  const does = async (agent: StormAgent, callSid: string, path: Intention['path'], body?: object) => {
    const { outcome } = await agent.send({ callSid, path, ...(body && { body }) })
    expect(outcome, `${agent.agentId}: ${path}`).toMatchObject({ kind: 'acknowledged' })
  }

  const passedOn = await carrier.calls('+12175560000')
  await is(passedOn, 'ringing.offering')
  await does(bob, passedOn, 'decline')
  await does(ann, passedOn, 'claim')
  await is(passedOn, 'active.talking')
  await does(ann, passedOn, 'hold')
  await does(ann, passedOn, 'resume')
  await is(passedOn, 'active.talking')
  await does(ann, passedOn, 'park', { note: 'asks for Bob', for: bob.agentId, elseTo: 'voicemail' })
  await does(bob, passedOn, 'unpark')
  await is(passedOn, 'active.talking')
  await does(bob, passedOn, 'transfer', { to: 'agent:ann', kind: 'blind' })
  await does(ann, passedOn, 'claim')
  await is(passedOn, 'active.talking')
  await does(ann, passedOn, 'park')
  // The clock of the lot runs out: a job of BullMQ's.
  await is(passedOn, 'parked.returning')
  await does(ann, passedOn, 'unpark')
  await is(passedOn, 'active.talking')
  await does(ann, passedOn, 'hangup')
  await is(passedOn, 'ended')

  const consulted = await carrier.calls('+12175560001')
  await is(consulted, 'ringing.offering')
  await does(bob, consulted, 'claim')
  await is(consulted, 'active.talking')
  await does(bob, consulted, 'transfer', { to: 'agent:ann', kind: 'consult' })
  await does(ann, consulted, 'claim')
  await until(() => bob.console.desk.calls.get(consulted)?.transfer?.joined === true, 20_000)
  await does(bob, consulted, 'resume')
  await is(consulted, 'transferring.swapped')
  await does(bob, consulted, 'hold')
  await does(bob, consulted, 'merge')
  await is(consulted, 'active.threeWay')
  await does(ann, consulted, 'leave')
  await is(consulted, 'active.talking')
  for (const [agent, path] of [
    [bob, 'transfer/cancel'],
    [ann, 'leave'],
    [bob, 'transfer/complete'],
  ] as const) {
    await does(bob, consulted, 'transfer', { to: 'agent:ann', kind: 'consult' })
    await does(ann, consulted, 'claim')
    await is(consulted, 'transferring.consulting')
    await does(agent, consulted, path)
    await is(consulted, 'active.talking')
  }
  await does(ann, consulted, 'transfer', { to: OUTSIDE, kind: 'blind' })
  await is(consulted, 'active.outside')
  await carrier.hangsUp(consulted)
  await is(consulted, 'ended')

  const dialled = await dials(publicUrl, ann, OUTSIDE)
  await is(dialled, 'active.talking')
  await does(ann, dialled, 'hangup')
  await is(dialled, 'ended')

  const unanswered = await carrier.calls('+12175560002')
  await is(unanswered, 'voicemail.recording')
  await carrier.hangsUp(unanswered)
  await is(unanswered, 'ended')
  return [passedOn, consulted, dialled, unanswered].length
}

/** An agent calls a number. @returns the call */
async function dials(publicUrl: string, { agentId }: StormAgent, to: string): Promise<string> {
  const cookie = await signIn(publicUrl, agentId)
  const response = await fetch(`${publicUrl}/api/calls`, {
    method: 'POST',
    headers: { cookie, 'content-type': 'application/json', 'idempotency-key': randomUUID() },
    body: JSON.stringify({ to }),
  })
  expect(response.status).toBe(201)
  const { callSid } = (await response.json()) as { callSid: string }
  return callSid
}
