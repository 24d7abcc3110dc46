import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest'
import { type Office, openOffice, type Person, problemIn, viewIn } from './office.ts'

let office: Office
let mia: Person
let noah: Person
let boss: Person

beforeAll(async () => {
  office = await openOffice()
  mia = await office.employ('mia')
  noah = await office.employ('noah')
  boss = await office.employ('boss', 'supervisor')
})
afterEach(async () => {
  await Promise.all(office.desk.calls().map(({ callSid }) => boss.command(`${callSid}/hangup`)))
  await noahIs('away')
})
afterAll(() => office.close())

const noahIs = (presence: 'available' | 'away') =>
  office.agents.send('noah', 'NOAH', { type: 'CHOOSE', presence })

describe('a claim', () => {
  test('is won by one agent, and the others are told who won', async () => {
    const callSid = await office.rings()
    const answers = await Promise.all([mia, noah, boss].map((one) => one.command(`${callSid}/claim`)))
    expect(answers.map(({ status }) => status).sort()).toEqual([200, 409, 409])
    const views = await Promise.all(answers.filter(({ ok }) => ok).map(viewIn))
    const winner = views[0]?.agentId ?? ''
    for (const lost of answers.filter(({ ok }) => !ok)) {
      const problem = await problemIn(lost)
      expect(problem).toMatchObject({
        code: 'already_claimed',
        status: 409,
        type: 'urn:switchyard:problem:already_claimed',
        winner: { agentId: winner, name: winner.toUpperCase() },
        call: { callSid, agentId: winner, state: 'active.connecting' },
      })
    }
  })

  test('is refused while the agent talks on another call', async () => {
    await office.talks(mia)
    const second = await office.rings()
    const refused = await mia.command(`${second}/claim`)
    expect(refused.status).toBe(409)
    expect(await problemIn(refused)).toMatchObject({ code: 'agent_busy', call: { callSid: second } })
  })

  test('gives up the leg that waits on a call on hold, and the call stays with its agent', async () => {
    const first = await office.talks(mia)
    expect((await mia.command(`${first}/hold`)).status).toBe(200)
    const second = await office.talks(mia)
    expect((await office.calls.state(first))?.snapshot.context).toMatchObject({
      agentId: 'mia',
      legSid: null,
    })
    await mia.command(`${second}/hold`)
    const resumed = await viewIn(await mia.command(`${first}/resume`))
    expect(resumed).toMatchObject({ state: 'active.connecting', agentId: 'mia' })
    expect((await office.calls.state(second))?.snapshot.context).toMatchObject({ legSid: null })
  })
})

describe('commands on a call', () => {
  test('take it through hold, park, unpark and hang up', async () => {
    const callSid = await office.talks(mia)
    expect(await viewIn(await mia.command(`${callSid}/hold`))).toMatchObject({ state: 'active.held' })
    expect(await viewIn(await mia.command(`${callSid}/resume`))).toMatchObject({ state: 'active.talking' })
    const parked = await viewIn(await mia.command(`${callSid}/park`, { slot: 2, note: ' tall man ' }))
    expect(parked).toMatchObject({ status: 'parked', parked: { slot: 2, note: 'tall man', by: 'mia' } })
    expect(await viewIn(await noah.command(`${callSid}/unpark`))).toMatchObject({ agentId: 'noah' })
    expect(await viewIn(await noah.command(`${callSid}/hangup`))).toMatchObject({ status: 'ended' })
    const ended = await noah.command(`${callSid}/hold`)
    expect(ended.status).toBe(410)
    expect(await problemIn(ended)).toMatchObject({ code: 'call_ended', call: { callSid } })
  })

  test('hand it to a colleague who is available', async () => {
    const callSid = await office.talks(mia)
    const refused = await mia.command(`${callSid}/transfer`, { to: 'agent:noah', kind: 'consult' })
    expect((await problemIn(refused)).code).toBe('target_unavailable')
    await noahIs('available')
    await mia.command(`${callSid}/transfer`, { to: 'agent:noah', kind: 'consult' })
    await noah.command(`${callSid}/claim`)
    await office.joins(callSid, 'noah')
    const completed = await viewIn(await mia.command(`${callSid}/transfer/complete`))
    expect(completed).toMatchObject({ state: 'active.talking', agentId: 'noah' })
  })

  test('take a transfer back, and a call that was on hold until then stays with its agent', async () => {
    const first = await office.talks(mia)
    await noahIs('available')
    await mia.command(`${first}/transfer`, { to: 'agent:noah', kind: 'blind' })
    await noahIs('away')
    const second = await office.talks(mia)
    await mia.command(`${second}/hold`)
    const back = await viewIn(await mia.command(`${first}/transfer/cancel`))
    expect(back).toMatchObject({ state: 'active.connecting', agentId: 'mia' })
    expect((await office.calls.state(second))?.snapshot.context).toMatchObject({
      agentId: 'mia',
      legSid: null,
    })
  })

  test('let a consulted colleague leave or decline, and the sender keeps the caller', async () => {
    const callSid = await office.talks(mia)
    await noahIs('available')
    const consult = () => mia.command(`${callSid}/transfer`, { to: 'agent:noah', kind: 'consult' })
    await consult()
    expect(await viewIn(await noah.command(`${callSid}/decline`))).toMatchObject({
      state: 'active.talking',
      agentId: 'mia',
      transfer: null,
    })
    await consult()
    expect((await problemIn(await noah.command(`${callSid}/leave`))).code).toBe('not_in_state')
    await noah.command(`${callSid}/claim`)
    await office.joins(callSid, 'noah')
    expect((await problemIn(await mia.command(`${callSid}/leave`))).code).toBe('not_yours')
    expect(await viewIn(await noah.command(`${callSid}/leave`))).toMatchObject({
      state: 'active.talking',
      agentId: 'mia',
      transfer: null,
    })
    expect((await office.calls.state(callSid))?.snapshot.context).toMatchObject({ targetLegSid: null })
    const events = (await office.calls.history(callSid)).map(({ event, by }) => `${event} ${by}`)
    expect(events).toEqual(expect.arrayContaining(['DECLINE noah', 'LEAVE noah']))
  })

  test('say in the timeline that it was a supervisor who hung up', async () => {
    const callSid = await office.talks(mia)
    await boss.command(`${callSid}/hangup`)
    const history = await (await mia.get(`/api/calls/${callSid}/history`)).json()
    expect(history.at(-1)).toMatchObject({ event: 'HANGUP', by: 'boss', from: 'mia', state: 'ended' })
  })

  test('belong to its owner, but a supervisor may park it', async () => {
    const callSid = await office.talks(mia)
    for (const command of ['hold', 'park', 'hangup', 'transfer/cancel']) {
      const refused = await noah.command(`${callSid}/${command}`)
      expect([command, refused.status]).toEqual([command, 403])
      expect(await problemIn(refused)).toMatchObject({ code: 'not_yours', call: { agentId: 'mia' } })
    }
    expect((await boss.command(`${callSid}/park`)).status).toBe(200)
    expect((await noah.command(`${callSid}/hangup`)).status).toBe(200)
  })

  test('name the slot that is taken, and the lot that is full', async () => {
    for (const slot of [1, 2, 3]) {
      const callSid = await office.talks(mia)
      if (slot > 1)
        expect((await problemIn(await mia.command(`${callSid}/park`, { slot: 1 }))).code).toBe('slot_taken')
      await mia.command(`${callSid}/park`)
    }
    const callSid = await office.talks(mia)
    expect((await problemIn(await mia.command(`${callSid}/park`))).code).toBe('lot_full')
  })

  test('are not for operators', async () => {
    const operator = await office.employ('olga', 'ops')
    const callSid = await office.rings()
    const refused = await operator.command(`${callSid}/claim`)
    expect(refused.status).toBe(403)
    expect((await problemIn(refused)).code).toBe('forbidden')
    expect((await operator.get('/api/calls')).status).toBe(200)
  })

  test('say so when nobody knows the call', async () => {
    const refused = await mia.command('CAnobody/claim')
    expect(refused.status).toBe(404)
    expect((await problemIn(refused)).code).toBe('no_such_call')
  })
})

describe('a swap', () => {
  async function oneHeldOneActive() {
    const held = await office.talks(mia)
    await mia.command(`${held}/hold`)
    const active = await office.talks(mia)
    return { held, active }
  }

  test('holds the active call and resumes the held one, and the same key does it once', async () => {
    const { held, active } = await oneHeldOneActive()
    const key = { 'idempotency-key': 'swap' }
    const first = await viewIn(await mia.command(`${held}/swap`, undefined, key))
    expect(first).toMatchObject({ callSid: held, state: 'active.connecting', agentId: 'mia' })
    await office.joins(held, 'mia')
    expect((await office.calls.state(active))?.snapshot).toMatchObject({
      value: { active: 'held' },
      context: { agentId: 'mia', legSid: null },
    })
    expect(await viewIn(await mia.command(`${active}/swap`))).toMatchObject({ callSid: active })
    // The first request arrives once more, late.
    expect((await viewIn(await mia.command(`${held}/swap`, undefined, key))).rev).toBe(first.rev)
    expect((await office.calls.state(held))?.view.state).toBe('active.held')
  })

  test('goes on where the first attempt broke off: until then both callers are on hold', async () => {
    const { held, active } = await oneHeldOneActive()
    await office.calls.send(active, { type: 'HOLD', by: 'mia', role: 'agent' })
    expect((await mia.command(`${held}/swap`)).status).toBe(200)
    expect((await office.calls.state(active))?.view.state).toBe('active.held')
  })

  test('leaves the active call alone when the other one cannot be resumed', async () => {
    const { held, active } = await oneHeldOneActive()
    const states = async () => (await office.calls.state(active))?.view.state
    expect((await problemIn(await noah.command(`${held}/swap`))).code).toBe('not_yours')
    await boss.command(`${held}/hangup`)
    expect((await mia.command(`${held}/swap`)).status).toBe(410)
    expect(await states()).toBe('active.talking')
  })

  test('is refused while the agent consults a colleague, and nothing changes', async () => {
    const { held, active } = await oneHeldOneActive()
    await noahIs('available')
    await mia.command(`${active}/transfer`, { to: 'agent:noah', kind: 'consult' })
    expect((await problemIn(await mia.command(`${held}/swap`))).code).toBe('agent_busy')
    expect((await office.calls.state(held))?.view.state).toBe('active.held')
    expect((await office.calls.state(active))?.view.state).toBe('transferring.offering')
  })
})
