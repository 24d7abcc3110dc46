import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { callerParams, newSid, type OpenDesk, openDesk, ringing } from '../twilio/desk.ts'

const FORGED = { 'X-Twilio-Signature': 'bm90IGFuIGhvbmVzdCBzaWduYXR1cmU=' }

let desk: OpenDesk

beforeEach(async () => {
  desk = await openDesk()
})
afterEach(() => desk.close())

test('two hundred callers in one second all ring, each answered in time', async () => {
  const callSids = Array.from({ length: 200 }, newSid)
  const took: number[] = []
  const answers = await Promise.all(
    callSids.map(async (callSid) => {
      const startedAt = performance.now()
      const answer = await desk.ask('/api/twilio/voice', callerParams(callSid))
      took.push(performance.now() - startedAt)
      return answer
    }),
  )
  for (const { status, body } of answers) {
    expect(status).toBe(200)
    expect(body).toContain('<Conference')
  }
  const states = await Promise.all(callSids.map(desk.stateOf))
  expect(new Set(states)).toEqual(new Set(['ringing.offering']))
  // Twilio gives up after 15 s.
  expect(Math.max(...took)).toBeLessThan(10_000)
}, 30_000)

test('a flood of forged webhooks is refused without a word to Redis, and a caller gets through', async () => {
  const flood = () =>
    Promise.all(
      Array.from({ length: 300 }, async (_, n) => {
        const large: Record<string, string> = n % 5 === 0 ? { Junk: 'x'.repeat(200_000) } : {}
        const answer = await desk.post('/api/twilio/voice', callerParams(newSid(), large), FORGED)
        expect([answer.status, await answer.text()]).toEqual([403, ''])
      }),
    )
  const asked = vi.spyOn(desk.redis, 'sendCommand')
  await flood()
  expect(asked).not.toHaveBeenCalled()
  const [, honest] = await Promise.all([flood(), ringing(desk)])
  expect(await desk.stateOf(honest)).toBe('ringing.offering')
}, 30_000)
