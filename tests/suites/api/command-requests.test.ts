import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type Office, openOffice, type Person, problemIn, viewIn } from './office.ts'

let office: Office
let mia: Person
let noah: Person

beforeAll(async () => {
  office = await openOffice()
  mia = await office.employ('mia')
  noah = await office.employ('noah')
})
afterAll(() => office.close())

describe('a command that is not valid', () => {
  const wrong: [why: string, path: string, body: unknown, field: string][] = [
    ['a sid that is none', 'nonsense/claim', undefined, 'callSid'],
    ['slot 0', 'CA1/park', { slot: 0 }, 'slot'],
    ['a slot outside the lot', 'CA1/park', { slot: 4 }, 'slot'],
    ['half a slot', 'CA1/park', { slot: 1.5 }, 'slot'],
    ['a slot in words', 'CA1/park', { slot: '1' }, 'slot'],
    ['a note without end', 'CA1/park', { note: 'x'.repeat(201) }, 'note'],
    ['no target', 'CA1/transfer', { kind: 'blind' }, 'to'],
    ['a target that is no agent', 'CA1/transfer', { to: 'agent:Mia!', kind: 'blind' }, 'to'],
    ['two numbers', 'CA1/transfer', { to: '2175550148 or 2175550149', kind: 'blind' }, 'to'],
    ['an unheard-of kind', 'CA1/transfer', { to: 'agent:noah', kind: 'warm' }, 'kind'],
    ['a list', 'CA1/claim', [], ''],
    ['broken JSON', 'CA1/park', '{"slot":', ''],
    ['a bare word', 'CA1/park', '"slot"', ''],
  ]
  test.each(wrong)('is refused for %s, and the field is named', async (_, path, body, field) => {
    const refused = await mia.command(path, body)
    expect(refused.status).toBe(400)
    expect(refused.headers.get('content-type')).toContain('application/problem+json')
    const problem = await problemIn(refused)
    expect(problem.code).toBe('invalid_request')
    expect(problem.errors?.map(({ path }) => path)).toEqual([field])
  })

  test('is refused for a body above the limit', async () => {
    const refused = await mia.command('CA1/park', { note: 'x'.repeat(17_000) })
    expect(refused.status).toBe(400)
    expect((await problemIn(refused)).detail).toContain('16kb')
  })

  test('names every field at fault', async () => {
    const { errors } = await problemIn(await mia.command('CA1/transfer', {}))
    expect(errors?.map(({ path }) => path)).toEqual(['to', 'kind'])
  })

  test('is refused for a key that cannot be printed, or has no end', async () => {
    for (const key of ['', 'x'.repeat(256), 'caf\u00e9']) {
      const refused = await mia.command('CA1/claim', undefined, { 'idempotency-key': key })
      expect(refused.status).toBe(400)
      expect((await problemIn(refused)).errors?.[0]?.path).toBe('Idempotency-Key')
    }
  })
})

describe('an idempotency key', () => {
  test('gets the first answer again, and nothing is done twice', async () => {
    const callSid = await office.talks(mia)
    const key = { 'idempotency-key': 'k1' }
    const first = await viewIn(await mia.command(`${callSid}/hold`, undefined, key))
    await mia.command(`${callSid}/resume`)
    const again = await mia.command(`${callSid}/hold`, undefined, key)
    expect(again.status).toBe(200)
    expect((await viewIn(again)).rev).toBe(first.rev)
    expect((await office.calls.state(callSid))?.view.state).toBe('active.talking')
    await mia.command(`${callSid}/hangup`)
  })

  test('replays a refusal too', async () => {
    const callSid = await office.talks(mia)
    const key = { 'idempotency-key': 'k2' }
    const first = await noah.command(`${callSid}/park`, undefined, key)
    expect(first.status).toBe(403)
    await mia.command(`${callSid}/hangup`)
    const again = await noah.command(`${callSid}/park`, undefined, key)
    expect(again.status).toBe(403)
    expect((await problemIn(again)).code).toBe('not_yours')
  })

  test('means something else for another agent and another command', async () => {
    const callSid = await office.talks(mia)
    const key = { 'idempotency-key': 'k3' }
    expect((await mia.command(`${callSid}/hold`, undefined, key)).status).toBe(200)
    expect((await mia.command(`${callSid}/resume`, undefined, key)).status).toBe(200)
    expect((await noah.command(`${callSid}/hold`, undefined, key)).status).toBe(403)
    await mia.command(`${callSid}/hangup`)
  })
})
