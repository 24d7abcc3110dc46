import { readdirSync, readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { JobCatalogue } from '../../../jobs/catalogue.ts'
import { makeAvailable, openDesk, rings } from '../../setup/desk.ts'

/** A place that docs/limits.md names, and what it says stands there. */
function placesSaid() {
  const cells = readFileSync('docs/limits.md', 'utf8').matchAll(/\| (`(?:coordinator|jobs)\/[^|]+) \|$/gm)
  return [...cells].flatMap(([, cell = '']) => {
    const [file = '', ...said] = [...cell.matchAll(/`([^`]+)`/g)].map(([, text]) => text ?? '')
    return said.map((text) => ({ file, text }))
  })
}

test('docs/limits.md says of each bound what stands in the code', () => {
  const places = placesSaid()
  expect(places.length).toBeGreaterThan(25)
  const missing = places.filter(({ file, text }) => !readFileSync(file, 'utf8').includes(text))
  expect(missing).toEqual([])
})

test('one script appends to the feed and two to the audit log, and all trim their streams', () => {
  const files = readdirSync('coordinator', { recursive: true, encoding: 'utf8' })
  const appending = files
    .filter((file) => /\.(ts|lua)$/.test(file))
    .flatMap((file) =>
      [...readFileSync(`coordinator/${file}`, 'utf8').matchAll(/(?:'XADD',|\.xadd\()[^\n]*/g)].map(
        ([line]) => line,
      ),
    )
  const trims = expect.stringContaining('MAXLEN')
  expect(appending).toEqual([trims, trims, trims])
})

test('every job is removed by age and by count', () => {
  for (const { options } of Object.values(JobCatalogue)) {
    const some = { age: expect.any(Number), count: expect.any(Number) }
    expect(options).toMatchObject({ removeOnComplete: some, removeOnFail: some })
  }
})

test('a call that changes for ever keeps a thousand events at most, all that was not repeated, and the last 64 keys', async () => {
  const desk = await openDesk()
  const here = await desk.open()
  await makeAvailable(here, 'ann')
  const callSid = await rings(here)
  const claim = await here.calls.send(callSid, { type: 'CLAIM', by: 'ann', role: 'agent' })
  expect(claim.ok).toBe(true)
  await here.calls.send(callSid, { type: 'LEG_CONNECTED', legSid: `CA${'1'.repeat(32)}`, agentId: 'ann' })
  for (let n = 0; n < 1010; n++) {
    const type = n % 2 === 0 ? 'HOLD' : 'RESUME'
    const reply = await here.calls.send(callSid, { type, by: 'ann', role: 'agent' }, { key: `k${n}` })
    expect(reply.ok).toBe(true)
  }
  const history = await here.calls.history(callSid)
  expect(history.length).toBeLessThanOrEqual(1000)
  expect(history.slice(0, 3).map(({ event }) => event)).toEqual(['INBOUND', 'CLAIM', 'LEG_CONNECTED'])
  expect(history.at(-1)?.rev).toBe(1013)
  expect(history.map(({ rev }) => rev)).toEqual(history.map(({ rev }) => rev).toSorted((a, b) => a - b))
  // Of what was repeated, too, half stays.
  expect(history.filter(({ event }) => event === 'RESUME').length).toBeGreaterThan(200)
  // Each key with its place in the ring, and the count.
  expect(await desk.redis.hlen(desk.keys.requests(callSid))).toBeLessThanOrEqual(2 * (2 * 64 + 1))
  await desk.close()
}, 60_000)
