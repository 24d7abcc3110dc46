import { afterAll, beforeAll, expect, test } from 'vitest'
import { createChangeLimit } from '../../../coordinator/http/change-limit.ts'
import { type Office, openOffice, type Person, problemIn } from './office.ts'

let office: Office
let mia: Person
beforeAll(async () => {
  office = await openOffice({ environment: { CHANGES_PER_MINUTE: '60' } })
  mia = await office.employ('mia')
})
afterAll(() => office.close())

test('a minute’s worth may come at once; then points come back at an even pace', async () => {
  let now = 1_000
  const limit = createChangeLimit(60, { elapsed: () => now })
  const taken = async () => {
    for (let n = 0; ; n++) {
      const refused = await limit.take('mia').then(
        () => null,
        (error: unknown) => error,
      )
      if (refused) return { n, refused }
    }
  }
  expect(await taken()).toMatchObject({
    n: 60,
    refused: { code: 'rate_limited', explanation: { retryAfterS: 1 } },
  })
  await limit.take('noah')
  now += 3_000
  expect(await taken()).toMatchObject({ n: 3 })
  now += 3_600_000
  expect(await taken()).toMatchObject({ n: 60 })
})

test('an agent who changes things without a pause is told to wait; colleagues and reports of consoles go on', async () => {
  const noah = await office.employ('noah')
  const callSid = await office.rings()
  const wrapUp = (person: Person, note: string) =>
    person.command(`${callSid}/wrap-up`, { note, tags: [], instead: null })
  const answers = await Promise.all(Array.from({ length: 100 }, () => wrapUp(noah, 'x')))
  const refused = answers.filter(({ status }) => status === 429)
  expect(refused.length).toBeGreaterThan(0)
  expect(refused[0]?.headers.get('retry-after')).toMatch(/^\d+$/)
  const [other] = await Promise.all([
    noah.request('PUT', '/api/me/presence', { presence: 'away' }),
    ...Array.from({ length: 20 }, () => wrapUp(noah, 'x')),
  ])
  expect(await problemIn(other)).toMatchObject({ status: 429, code: 'rate_limited' })
  expect((await noah.command(`${callSid}/ringing`, { at: new Date().toISOString() })).status).not.toBe(429)
  expect((await noah.get(`/api/calls/${callSid}`)).status).toBe(200)
  expect((await wrapUp(mia, 'x')).status).not.toBe(429)
})
