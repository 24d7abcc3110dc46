import { expect, test } from 'vitest'
import { createRateLimit } from '../../../coordinator/http/rate-limit.ts'
import { testSite } from '../../setup/site.ts'

const { redis, keys } = testSite()
const keyPrefix = `${keys.prefix}limited`
const limit = createRateLimit(redis, { keyPrefix, points: 3, duration: 60, refusal: 'Try again' })

/** How many points the key has left. */
async function left(key: string): Promise<number> {
  for (let taken = 0; ; taken++) {
    const refused = await limit.take(key).then(
      () => false,
      () => true,
    )
    if (refused) return taken
  }
}
const ends = (key: string) => redis.del(`${keyPrefix}:${key}`)

test('many who take at once get as many points as there are, and are told how long to wait', async () => {
  const taken = await Promise.allSettled(Array.from({ length: 50 }, () => limit.take('ann')))
  expect(taken.filter(({ status }) => status === 'fulfilled')).toHaveLength(3)
  await expect(limit.take('ann')).rejects.toMatchObject({
    code: 'rate_limited',
    message: expect.stringMatching(/^Try again in (59|60) s$/),
  })
  expect(await left('bob')).toBe(3)
})

test('a point that is given back can be taken again; refused ones do not count', async () => {
  expect(await left('cat')).toBe(3)
  await limit.giveBack('cat')
  expect(await left('cat')).toBe(1)
  await limit.reset('cat')
  expect(await left('cat')).toBe(3)
})

test('points that are given back when their window has ended are lost: nobody has more than there are', async () => {
  for (let n = 0; n < 3; n++) await limit.take('dan')
  await ends('dan')
  for (let n = 0; n < 3; n++) await limit.giveBack('dan')
  expect(await left('dan')).toBe(3)
})

test('a window begins with the first point, and lasts as long as it was said then', async () => {
  await limit.take('eve')
  expect(await redis.pttl(`${keyPrefix}:eve`)).toBeGreaterThan(59_000)
  await redis.pexpire(`${keyPrefix}:eve`, 5_000)
  await limit.take('eve')
  await limit.giveBack('eve')
  expect(await redis.pttl(`${keyPrefix}:eve`)).toBeLessThanOrEqual(5_000)
})
